using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>What a document says it is.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version, for example <c>v1</c>.</param>
/// <param name="Kind">Name in documents.</param>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary><c>group/version</c>, or the version alone in the core group.</summary>
    public string ApiVersion => string.IsNullOrEmpty(Group) ? Version : $"{Group}/{Version}";

    /// <summary>The same without the version.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary>What documents of <paramref name="kind"/> carry.</summary>
    public static GroupVersionKind Of(ResourceKind kind) => new(kind.Group, kind.Version, kind.Kind);

    /// <summary>Splits <paramref name="apiVersion"/>; false when it has more than one slash.</summary>
    public static bool TryParse(string apiVersion, string kind, out GroupVersionKind result)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        result = slash < 0 ? new("", apiVersion, kind) : new(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
        return slash < 0 || !result.Version.Contains('/', StringComparison.Ordinal);
    }
}
