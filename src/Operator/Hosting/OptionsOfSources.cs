using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Reads the part of the configuration file that says where images may come from, and how to get there.</summary>
internal static class OptionsOfSources
{
    private const string ExpectedRegistry = "must be HOST[:PORT][/PATH], with * and ? in the host";
    private const string ExpectedProxy = "must be [http://][USER:PASSWORD@]HOST[:PORT]";

    public static ImportSettings Read(OptionsNode root, ImportSettings defaults, ReferencedFiles files) => defaults with
    {
        AllowedRegistries = [.. root.Maps("allowedRegistriesForImport").Select(ReadAllowed)],
        BlockedRegistries = [.. defaults.BlockedRegistries, .. ReadPatterns(root, "blockedRegistries")],
        InsecureRegistries = [.. defaults.InsecureRegistries, .. ReadPatterns(root, "insecureRegistries")],
        Mirrors = [.. root.Maps("mirrors").Select(ReadMirror)],
        CertificateAuthorities = [.. ReadCertificates(root, files), .. ReadCertificatesDirectory(root, files)],
        TokenServices = [.. ReadTokenServices(root)],
        Proxy = ReadProxy(root, defaults.Proxy),
    };

    private static AllowedRegistry ReadAllowed(OptionsNode node)
    {
        var name = node.Text("domainName");
        var allowed = string.IsNullOrEmpty(name)
            ? throw node.Error("domainName", "must be HOST or HOST:PORT")
            : new AllowedRegistry(name, node.Flag("insecure", otherwise: false));
        node.Close();
        return allowed;
    }

    private static IEnumerable<RegistryPattern> ReadPatterns(OptionsNode root, string name) =>
        root.Texts(name).Select((text, i) => RegistryPattern.TryParse(text, out var pattern) ? pattern : throw root.ItemError(name, i, ExpectedRegistry));

    private static MirrorRule ReadMirror(OptionsNode node)
    {
        var rule = new MirrorRule
        {
            Source = MirrorSource.TryParse(node.Text("source"), out var source) ? source : throw node.Error("source", "must be HOST[:PORT][/PATH] or *.DOMAIN"),
            Mirrors =
            [
                .. node.Texts("mirrors").Select((text, i) =>
                    RegistryLocation.TryParse(text, out var mirror) ? mirror : throw node.ItemError("mirrors", i, "must be HOST[:PORT][/PATH]")),
            ],
            Use = node.OneOf("pullFromMirror", PullFromMirror.All, PullFromMirror.All, PullFromMirror.DigestOnly, PullFromMirror.TagOnly),
            NeverContactSource = node.OneOf(
                "mirrorSourcePolicy",
                MirrorSourcePolicies.AllowContactingSource,
                MirrorSourcePolicies.AllowContactingSource,
                MirrorSourcePolicies.NeverContactSource) == MirrorSourcePolicies.NeverContactSource,
        };
        node.Close();
        return rule.Mirrors.Count > 0 ? rule : throw node.Error("mirrors", "must name one at least; blockedRegistries is for registries that are not to be asked");
    }

    private static IEnumerable<HostCertificates> ReadCertificates(OptionsNode root, ReferencedFiles files)
    {
        var node = root.Map("certificateAuthorities");
        foreach (var host in node.Names)
        {
            var text = node.Text(host) ?? "";
            if (!RegistryPattern.TryParse(host, out _) || host.Contains('/', StringComparison.Ordinal))
            {
                throw node.Error(host, "is not HOST[:PORT]");
            }

            var pem = text.Contains("-----BEGIN ", StringComparison.Ordinal) ? text : files.Find(text, out var problem) ?? throw node.Error(host, problem);
            yield return HostCertificates.TryCreate(host, pem, out var certificates) ? certificates : throw node.Error(host, "holds no certificate in PEM");
        }
    }

    private static IEnumerable<HostCertificates> ReadCertificatesDirectory(OptionsNode root, ReferencedFiles files)
    {
        const string Name = "certificatesDirectory";
        if (root.Text(Name) is not { Length: > 0 } directory)
        {
            yield break;
        }

        foreach (var folder in ReferencedFiles.FindFolders(directory) ?? throw root.Error(Name, $"{directory}: no such folder, or it cannot be read"))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.crt").Order(StringComparer.Ordinal))
            {
                var pem = files.Find(file, out var problem) ?? throw root.Error(Name, problem);
                yield return HostCertificates.TryCreate(Path.GetFileName(folder), pem, out var certificates)
                    ? certificates
                    : throw root.Error(Name, $"{file}: holds no certificate in PEM");
            }
        }
    }

    private static IEnumerable<TrustedTokenService> ReadTokenServices(OptionsNode root)
    {
        var node = root.Map("tokenServices");
        foreach (var registry in node.Names)
        {
            var services = node.Texts(registry);
            if (!RepositoryName.TryCreate(registry, "any", out var repository))
            {
                throw node.Error(registry, "is not HOST[:PORT]");
            }

            foreach (var (i, host) in services.Index())
            {
                yield return Uri.CheckHostName(host) != UriHostNameType.Unknown
                    ? new TrustedTokenService(repository.Registry, host)
                    : throw node.ItemError(registry, i, "must be HOST");
            }
        }
    }

    private static RegistryProxy ReadProxy(OptionsNode root, RegistryProxy defaults)
    {
        var node = root.Map("proxy");
        var proxy = node.IsEmpty
            ? defaults
            : new RegistryProxy(
                ReadProxyServer(node, "http", defaults.Http),
                ReadProxyServer(node, "https", defaults.Https),
                node.Has("noProxy") ? node.Texts("noProxy") : defaults.Except);
        node.Close();
        return proxy;
    }

    private static ProxyServer? ReadProxyServer(OptionsNode node, string name, ProxyServer? otherwise)
    {
        if (!node.Has(name))
        {
            return otherwise;
        }

        var text = node.Text(name);
        return string.IsNullOrEmpty(text) ? null : ProxyServer.TryParse(text, out var server) ? server : throw node.Error(name, ExpectedProxy);
    }
}
