using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>
/// What a registry says has happened. Whoever holds the secret of the registries can say anything: it is a reason to look, and never more
/// (docs/spec/push.md#hints).
/// </summary>
public sealed record PushHint
{
    public required PushAction Action { get; init; }

    /// <summary>The registry, as its client called it; empty when the notification does not say.</summary>
    public string Host { get; init; } = "";

    /// <summary>The repository within the registry.</summary>
    public required string Repository { get; init; }

    /// <summary>The tag; empty when a manifest was meant by its digest alone.</summary>
    public string Tag { get; init; } = "";

    public Digest? Digest { get; init; }

    /// <summary>Who did it, as the registry knows its users; empty when it does not say.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Tells this notification from others of its sender; empty when there is nothing to tell it by.</summary>
    public string Id { get; init; } = "";

    /// <summary>The hint, if registries can have what it names; null for what cannot be looked for.</summary>
    internal static PushHint? OrNull(PushHint hint)
    {
        var isPath = RepositoryName.TryCreate(hint.Host.Length == 0 ? "localhost" : hint.Host, hint.Repository, out _);
        var hasName = hint.Tag.Length > 0 ? ImageReference.IsTag(hint.Tag) : hint.Digest is not null;
        return isPath && hasName ? hint : null;
    }
}
