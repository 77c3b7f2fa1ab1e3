using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>What a token lets its bearer do with one thing in the registry.</summary>
/// <param name="Type">What kind of thing it is: see <see cref="RegistryScope"/>.</param>
/// <param name="Name">The thing.</param>
/// <param name="Actions">What may be done with it.</param>
public sealed record RegistryAccess(string Type, string Name, IReadOnlyList<string> Actions)
{
    /// <summary>Reading manifests and blobs of a repository, and its tags.</summary>
    public const string Pull = "pull";

    /// <summary>Writing them.</summary>
    public const string Push = "push";

    /// <summary>Deleting them.</summary>
    public const string Delete = "delete";

    /// <summary>Reading the list of all repositories.</summary>
    public static RegistryAccess Catalog { get; } = new(RegistryScope.Registry, "catalog", ["*"]);

    /// <summary>Access to the repository of a stream.</summary>
    public static RegistryAccess To(StreamKey stream, params IReadOnlyList<string> actions) => new(RegistryScope.Repository, stream.ToString(), actions);

    public override string ToString() => $"{Type}:{Name}:{string.Join(',', Actions)}";
}
