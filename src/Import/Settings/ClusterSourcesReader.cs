using System.Text;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>Reads objects of the cluster into <see cref="ClusterSources"/>; what makes no sense is left out and told.</summary>
public sealed class ClusterSourcesReader
{
    private readonly List<MirrorRule> _mirrors = [];
    private readonly List<string> _problems = [];
    private ImageConfigurationSpec _images = new();
    private List<HostCertificates> _certificates = [];

    public void Add(ImageContentSourcePolicy policy) =>
        Add(ImageContentSourcePolicy.ResourceKind, policy.Metadata, policy.Spec?.RepositoryDigestMirrors, PullFromMirror.DigestOnly);

    public void Add(ImageDigestMirrorSet set) => Add(ImageDigestMirrorSet.ResourceKind, set.Metadata, set.Spec?.ImageDigestMirrors, PullFromMirror.DigestOnly);

    public void Add(ImageTagMirrorSet set) => Add(ImageTagMirrorSet.ResourceKind, set.Metadata, set.Spec?.ImageTagMirrors, PullFromMirror.TagOnly);

    public void Add(ImageConfiguration configuration) => _images = configuration.Spec ?? new ImageConfigurationSpec();

    /// <summary>Certificates by host, a port behind two dots.</summary>
    public void Add(ConfigMap certificates)
    {
        var texts = (certificates.Data ?? new Dictionary<string, string>())
            .Concat((certificates.BinaryData ?? new Dictionary<string, byte[]>()).Select(b => KeyValuePair.Create(b.Key, Encoding.UTF8.GetString(b.Value))));
        _certificates = [.. texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => Certificates(t.Key, t.Value, certificates)).OfType<HostCertificates>()];
    }

    public ClusterSources Read() => new()
    {
        Mirrors = [.. _mirrors],
        AllowedRegistries =
        [
            .. (_images.AllowedRegistriesForImport ?? []).Where(r => !string.IsNullOrEmpty(r.DomainName))
                .Select(r => new AllowedRegistry(r.DomainName!, r.Insecure == true)),
        ],
        BlockedRegistries = [.. Patterns("blockedRegistries", _images.RegistrySources?.BlockedRegistries)],
        InsecureRegistries = [.. Patterns("insecureRegistries", _images.RegistrySources?.InsecureRegistries)],
        CertificateAuthorities = _certificates,
        Problems = [.. _problems],
    };

    private void Add(ResourceKind kind, ObjectMeta? metadata, IReadOnlyList<ImageMirrors>? entries, string use)
    {
        foreach (var entry in entries ?? [])
        {
            if (!MirrorSource.TryParse(entry.Source, out var source))
            {
                _problems.Add($"{kind.Kind} {metadata?.Name}: the source {GoText.Quote(entry.Source ?? "")} is neither HOST[:PORT][/PATH] nor *.DOMAIN");
                continue;
            }

            var mirrors = (entry.Mirrors ?? []).Select(text => Mirror(text, $"{kind.Kind} {metadata?.Name}")).OfType<RegistryLocation>().ToList();
            _mirrors.Add(new MirrorRule
            {
                Source = source,
                Mirrors = mirrors,
                Use = use,
                NeverContactSource = entry.MirrorSourcePolicy == MirrorSourcePolicies.NeverContactSource,
            });
        }
    }

    private RegistryLocation? Mirror(string text, string what)
    {
        if (RegistryLocation.TryParse(text, out var mirror))
        {
            return mirror;
        }

        _problems.Add($"{what}: the mirror {GoText.Quote(text)} is not HOST[:PORT][/PATH]");
        return null;
    }

    private IEnumerable<RegistryPattern> Patterns(string field, IReadOnlyList<string>? texts)
    {
        foreach (var text in texts ?? [])
        {
            if (RegistryPattern.TryParse(text, out var pattern))
            {
                yield return pattern;
            }
            else
            {
                _problems.Add($"Image cluster: {field} has {GoText.Quote(text)}, which is not HOST[:PORT][/PATH]");
            }
        }
    }

    private HostCertificates? Certificates(string key, string pem, ConfigMap map)
    {
        var host = key.Replace("..", ":", StringComparison.Ordinal);
        if (HostCertificates.TryCreate(host, pem, out var certificates))
        {
            return certificates;
        }

        _problems.Add($"ConfigMap {map.Metadata?.Namespace}/{map.Metadata?.Name}: {key} holds no certificate in PEM");
        return null;
    }
}
