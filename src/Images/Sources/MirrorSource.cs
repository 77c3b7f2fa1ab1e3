using System.Diagnostics.CodeAnalysis;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>What a mirror mirrors: <c>HOST[:PORT][/PATH]</c> with everything below, or <c>*.DOMAIN</c> for all registries below a domain.</summary>
public sealed record MirrorSource
{
    private readonly RegistryLocation? _location;
    private readonly string _domain = "";

    private MirrorSource(RegistryLocation location) => _location = location;

    private MirrorSource(string domain) => _domain = domain;

    /// <summary>The longer, the more exact.</summary>
    internal int Length => ToString().Length;

    public static bool TryParse(string? text, [NotNullWhen(true)] out MirrorSource? source)
    {
        if (text?.StartsWith("*.", StringComparison.Ordinal) == true)
        {
            source = RegistryLocation.TryParse(text[2..], out var domain) && domain.Path.Length == 0 ? new MirrorSource(text[1..]) : null;
        }
        else
        {
            source = RegistryLocation.TryParse(text, out var location) ? new MirrorSource(location) : null;
        }

        return source is not null;
    }

    /// <summary>What is left of the repository's path below this source; null when it is not below.</summary>
    internal string? RestOf(RepositoryName repository)
    {
        if (_location is null)
        {
            return repository.Registry.EndsWith(_domain, StringComparison.OrdinalIgnoreCase) ? repository.Path : null;
        }

        if (!string.Equals(repository.Registry, _location.Registry, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return _location.Path.Length == 0 ? repository.Path
            : repository.Path == _location.Path ? ""
            : repository.Path.StartsWith($"{_location.Path}/", StringComparison.Ordinal) ? repository.Path[(_location.Path.Length + 1)..]
            : null;
    }

    public override string ToString() => _location?.ToString() ?? $"*{_domain}";
}
