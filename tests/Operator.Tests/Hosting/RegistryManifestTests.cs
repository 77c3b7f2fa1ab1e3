using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>What <c>config/registry</c> tells the process, in a folder as a kubelet makes it.</summary>
public sealed class RegistryManifestTests : IDisposable
{
    private const string Registry = "imagestreams-registry.imagestreams-system.svc:5000";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Settings_BeforeThereIsACertificate_AreReadAllTheSame()
    {
        var settings = Read(Directory.CreateDirectory(Path.Combine(_folder.Path, "certs.d")).FullName);

        settings.Import.Integrated.Address.Should().Be(Registry);
        settings.Import.CertificateAuthorities.Should().BeEmpty();
    }

    [Fact]
    public void Settings_WithTheMountedSecret_TrustTheRegistrysOwnCertificate()
    {
        using var authority = new TestCertificateAuthority("somebody");
        var path = $"certs.d/..2026_11_22/{Registry}/tls.crt";
        var certs = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(_folder.Write(path, authority.Server(Registry.Split(':')[0]).CertificatePem))))!;
        Directory.CreateSymbolicLink(Path.Combine(certs, "..data"), "..2026_11_22");
        Directory.CreateSymbolicLink(Path.Combine(certs, Registry), Path.Combine("..data", Registry));

        Read(certs).Import.CertificateAuthorities.Should().ContainSingle().Which.Host.Should().Be(Registry);
    }

    private ProcessSettings Read(string certificates)
    {
        var text = File.ReadAllText(Path.Combine(CommandLineTests.RepositoryFolder, "config/registry/imagestreams.yaml"));
        var config = _folder.Write("config.yaml", text.Replace("/etc/imagestreams/certs.d", certificates, StringComparison.Ordinal));
        return OptionsFile.Read(config, new ProcessSettings(), out _);
    }
}
