namespace ImageStreams.Entities;

/// <summary>The kind is stored through a CustomResourceDefinition, which <c>make generate</c> writes from it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StoredAsCustomResourceAttribute : Attribute
{
    public IReadOnlyList<string> ShortNames => ShortName is null ? [] : [ShortName];

    public string? ShortName { get; init; }

    public string? Category { get; init; }

    /// <summary>Whether the kind has a status that only the <c>status</c> subresource writes.</summary>
    public bool HasStatus { get; init; }
}
