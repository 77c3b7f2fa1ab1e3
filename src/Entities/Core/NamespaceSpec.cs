namespace ImageStreams.Entities;

/// <summary>What must happen before a namespace goes.</summary>
public sealed record NamespaceSpec
{
    /// <summary>Tasks that must be done first; <c>kubernetes</c> empties the namespace.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }
}
