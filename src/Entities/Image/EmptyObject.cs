namespace ImageStreams.Entities;

/// <summary>The value of a set that JSON writes as a map: <c>{}</c>.</summary>
public sealed record EmptyObject;
