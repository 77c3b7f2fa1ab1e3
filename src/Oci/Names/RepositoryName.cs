using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.Oci;

/// <summary>A repository in a registry, checked: both parts may be put into a URL. What a client talks to.</summary>
/// <remarks>Docker Hub has one spelling here, <c>docker.io</c>; <see cref="ApiHost"/> is the host that answers.</remarks>
public sealed record RepositoryName
{
    private RepositoryName(string registry, string path)
    {
        Registry = registry;
        Path = path;
    }

    /// <summary>Host with optional port.</summary>
    public string Registry { get; }

    public string Path { get; }

    public string ApiHost => DockerHub.Is(Registry) ? DockerHub.ApiHost : Registry;

    /// <summary>Whether the registry is this machine by its very name; such registries rarely speak TLS.</summary>
    public bool IsLoopback => AddressPolicy.IsLoopbackName(new Uri($"https://{Registry}/").IdnHost);

    /// <summary>The repository of a reference, with a docker client's defaults.</summary>
    /// <exception cref="FormatException">The reference names no repository that a registry can serve.</exception>
    public static RepositoryName Of(ImageReference reference)
    {
        var full = reference.DockerClientDefaults();
        return TryCreate(full.Registry, full.RepositoryName, out var repository)
            ? repository
            : throw new FormatException($"\"{Printable.Excerpt(reference.Exact)}\" names no repository");
    }

    public static bool TryCreate(string registry, string path, [NotNullWhen(true)] out RepositoryName? repository)
    {
        repository = ReferenceGrammar.IsHost(registry) && ReferenceGrammar.IsPath(path)
            ? new RepositoryName(DockerHub.Is(registry) ? DockerHub.Name : registry, path)
            : null;
        return repository is not null;
    }

    public override string ToString() => $"{Registry}/{Path}";
}
