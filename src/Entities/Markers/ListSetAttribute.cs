namespace ImageStreams.Entities;

/// <summary>The list is a set of plain values: <c>x-kubernetes-list-type: set</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;
