using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.Oci;

/// <summary>The name of an image as people write it, split into its parts; a part that is not there is empty.</summary>
/// <remarks>Grammar and the rules of each form: docs/spec/references.md. <see cref="Name"/> may hold slashes.</remarks>
public sealed record ImageReference
{
    private const string DefaultTag = "latest";

    public string Registry { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Tag { get; init; } = "";

    /// <summary>Normally a digest; references taken from old objects may hold another id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The repository within its registry, without tag and id.</summary>
    public string RepositoryName => (this with { Registry = "" }).AsRepository().Exact;

    /// <summary>The shortest text that parses to this reference; empty when there is no <see cref="Name"/>.</summary>
    public string Exact => Format(Namespace);

    /// <summary>Where the registry's API is; the host is empty when the reference names no registry.</summary>
    public string RegistryUrl => $"https://{AsV2().Registry}";

    /// <exception cref="FormatException">The text is no reference; the message is the reason alone.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference) =>
        TryParse(text, out reference, out _);

    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = ReferenceGrammar.Match(text ?? "", out var match);
        if (error is null)
        {
            reference = Split(text!, match);
        }

        return reference is not null;
    }

    /// <summary>Whether the text can be the tag of a reference.</summary>
    public static bool IsTag(string text) => ReferenceGrammar.IsTag(text);

    /// <summary>What a docker client would make of it: docker.io, namespace <c>library</c>, tag <c>latest</c>.</summary>
    public ImageReference DockerClientDefaults()
    {
        var registry = Registry.Length == 0 ? DockerHub.Name : Registry;
        return this with
        {
            Registry = registry,
            Namespace = Namespace.Length == 0 && DockerHub.Is(registry) ? DockerHub.LibraryNamespace : Namespace,
            Tag = Tag.Length == 0 ? DefaultTag : Tag,
        };
    }

    /// <summary>Without the tag, if that is <c>latest</c>.</summary>
    public ImageReference Minimal() => Tag == DefaultTag ? this with { Tag = "" } : this;

    /// <summary>As a docker daemon prints it: one name for Docker Hub, no <c>library</c>, no <c>latest</c>.</summary>
    public ImageReference DaemonMinimal()
    {
        if (!DockerHub.Is(Registry))
        {
            return Minimal();
        }

        var ns = Namespace == DockerHub.LibraryNamespace ? "" : Namespace;
        return (this with { Registry = DockerHub.Name, Namespace = ns }).Minimal();
    }

    public ImageReference AsRepository() => this with { Tag = "", Id = "" };

    /// <summary>With the host that serves the API in place of Docker Hub's names.</summary>
    public ImageReference AsV2() => DockerHub.Is(Registry) ? this with { Registry = DockerHub.ApiHost } : this;

    /// <summary>With one of tag and id: a digest beats the tag, another id stands in for a missing tag.</summary>
    public ImageReference MostSpecific()
    {
        if (Id.Length == 0)
        {
            return this;
        }

        if (ReferenceGrammar.IsDigest(Id))
        {
            return this with { Tag = "" };
        }

        return Tag.Length == 0 ? this with { Tag = Id, Id = "" } : this;
    }

    public HostPort RegistryHostPort(bool insecure)
    {
        var registry = DockerClientDefaults().Registry;
        var colon = registry.LastIndexOf(':');
        return colon < 0
            ? new HostPort(registry, insecure ? "80" : "443")
            : new HostPort(registry[..colon], registry[(colon + 1)..]);
    }

    /// <summary>Whether both mean the same image to a docker client, however short they were written.</summary>
    public bool IsSameImageAs(ImageReference other) => DockerClientDefaults() == other.DockerClientDefaults();

    /// <summary>As <see cref="Exact"/>, with Docker Hub's <c>library</c> spelt out.</summary>
    public override string ToString() =>
        Format(Namespace.Length == 0 && DockerHub.Is(Registry) ? DockerHub.LibraryNamespace : Namespace);

    private string Format(string ns)
    {
        if (Name.Length == 0)
        {
            return "";
        }

        var prefix = Registry.Length == 0 ? "" : $"{Registry}/";
        var repository = ns.Length == 0 ? $"{prefix}{Name}" : $"{prefix}{ns}/{Name}";
        if (Id.Length > 0)
        {
            return ReferenceGrammar.IsDigest(Id) ? $"{repository}@{Id}" : $"{repository}:{Id}";
        }

        return Tag.Length > 0 ? $"{repository}:{Tag}" : repository;
    }

    private static ImageReference Split(string text, ReferenceGrammar.Parts parts)
    {
        var slash = parts.Name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && (parts.Name.Contains('.', StringComparison.Ordinal) || parts.Name.StartsWith("localhost", StringComparison.Ordinal)))
        {
            return new ImageReference { Registry = text }; // a host on its own: what looks like a tag is its port
        }

        var reference = new ImageReference { Tag = parts.Tag, Id = parts.Digest };
        if (slash < 0)
        {
            return reference with { Name = parts.Name };
        }

        var first = parts.Name[..slash];
        if (!IsHost(first))
        {
            return reference with { Namespace = first, Name = parts.Name[(slash + 1)..] };
        }

        var path = parts.Name[(slash + 1)..];
        var next = path.IndexOf('/', StringComparison.Ordinal);
        return next < 0
            ? reference with { Registry = first, Name = path }
            : reference with { Registry = first, Namespace = path[..next], Name = path[(next + 1)..] };
    }

    private static bool IsHost(string segment) => segment.AsSpan().ContainsAny('.', ':') || segment == "localhost";
}
