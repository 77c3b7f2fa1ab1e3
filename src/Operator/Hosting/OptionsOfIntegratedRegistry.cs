using ImageStreams.Import;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Reads the part of the configuration file that says how the process reaches the integrated registry (docs/spec/push.md#settings).</summary>
internal static class OptionsOfIntegratedRegistry
{
    private const string Name = "integratedRegistry";
    private const string CertificateAuthority = "certificateAuthority";

    public static ImportSettings Read(OptionsNode root, ImportSettings defaults, ReferencedFiles files)
    {
        var node = root.Map(Name);
        var integrated = defaults.Integrated with
        {
            Address = ReadHost(node, "address", node.Text("address") ?? defaults.Integrated.Address),
            Insecure = node.Flag("insecure", defaults.Integrated.Insecure),
            Hostnames = [.. node.Texts("hostnames").Select(host => ReadHost(node, "hostnames", host))],
            CheckInterval = node.Duration("checkInterval", defaults.Integrated.CheckInterval, TimeSpan.Zero),
        };
        var settings = defaults with { Integrated = integrated };
        var host = integrated.Address.Length > 0 ? integrated.Address : defaults.Plan.Hosts.Internal;
        settings = node.Text(CertificateAuthority) is { Length: > 0 } text
            ? settings with { CertificateAuthorities = [.. settings.CertificateAuthorities, ReadAuthority(node, host, text, files)] }
            : settings;
        node.Close();
        return settings;
    }

    private static string ReadHost(OptionsNode node, string name, string host) =>
        host.Length == 0 || RepositoryName.TryCreate(host, "a", out _) ? host : throw node.Error(name, "must be HOST[:PORT]");

    private static HostCertificates ReadAuthority(OptionsNode node, string host, string text, ReferencedFiles files)
    {
        var pem = text.Contains("-----BEGIN ", StringComparison.Ordinal)
            ? text
            : files.Find(text, out var problem) ?? throw node.Error(CertificateAuthority, problem);
        return HostCertificates.TryCreate(host, pem, out var certificates) ? certificates : throw node.Error(CertificateAuthority, "holds no certificate in PEM");
    }
}
