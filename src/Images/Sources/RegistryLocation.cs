using System.Diagnostics.CodeAnalysis;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>A registry, or a place in one below which repositories are: <c>HOST[:PORT][/PATH]</c>.</summary>
public sealed record RegistryLocation
{
    private RegistryLocation(string registry, string path) => (Registry, Path) = (registry, path);

    public string Registry { get; }

    /// <summary>Empty for the whole registry.</summary>
    public string Path { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out RegistryLocation? location)
    {
        location = null;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        var (host, path) = slash < 0 ? (text ?? "", "") : (text![..slash], text[(slash + 1)..]);
        if (RepositoryName.TryCreate(host, slash < 0 ? "x" : path, out var name))
        {
            location = new RegistryLocation(name.Registry, path);
        }

        return location is not null;
    }

    /// <summary>The repository that is called <paramref name="rest"/> below this place; empty for the place itself. Null if there can be none.</summary>
    internal RepositoryName? Below(string rest)
    {
        var path = (Path.Length, rest.Length) switch
        {
            (0, _) => rest,
            (_, 0) => Path,
            _ => $"{Path}/{rest}",
        };
        return RepositoryName.TryCreate(Registry, path, out var repository) ? repository : null;
    }

    public override string ToString() => Path.Length == 0 ? Registry : $"{Registry}/{Path}";
}
