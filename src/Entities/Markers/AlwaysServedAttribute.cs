namespace ImageStreams.Entities;

/// <summary>The API always writes the field, so its OpenAPI documents have it under <c>required</c>. Who sends or stores one may leave it out.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AlwaysServedAttribute : Attribute;
