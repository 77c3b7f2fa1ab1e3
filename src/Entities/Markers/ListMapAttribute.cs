namespace ImageStreams.Entities;

/// <summary>The list is a map keyed by these fields of its items: <c>x-kubernetes-list-type: map</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}
