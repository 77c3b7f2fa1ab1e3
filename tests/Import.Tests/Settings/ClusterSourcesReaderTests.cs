using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#settings-of-the-cluster.</summary>
public sealed class ClusterSourcesReaderTests
{
    [Fact]
    public void Read_EachKindOfMirrorObject_IsForItsReferences()
    {
        var reader = new ClusterSourcesReader();
        reader.Add(new ImageContentSourcePolicy { Spec = new ImageContentSourcePolicySpec { RepositoryDigestMirrors = [Mirrors("a.io", "m.local")] } });
        reader.Add(new ImageDigestMirrorSet
        {
            Spec = new ImageDigestMirrorSetSpec { ImageDigestMirrors = [Mirrors("b.io/x", "m.local/x", "n.local") with { MirrorSourcePolicy = "NeverContactSource" }] },
        });
        reader.Add(new ImageTagMirrorSet
        {
            Spec = new ImageTagMirrorSetSpec { ImageTagMirrors = [Mirrors("*.c.io", "m.local") with { MirrorSourcePolicy = "AllowContactingSource" }] },
        });
        reader.Add(new ImageTagMirrorSet());

        reader.Read().Mirrors.Select(m => $"{m.Source} {string.Join(',', m.Mirrors)} {m.Use} {m.NeverContactSource}").Should().Equal(
            "a.io m.local digest-only False", "b.io/x m.local/x,n.local digest-only True", "*.c.io m.local tag-only False");
    }

    [Fact]
    public void Read_WhatMakesNoSense_IsLeftOutAndTold()
    {
        var reader = new ClusterSourcesReader();
        reader.Add(new ImageDigestMirrorSet
        {
            Metadata = new ObjectMeta { Name = "s" },
            Spec = new ImageDigestMirrorSetSpec { ImageDigestMirrors = [Mirrors("https://a.io", "m.local"), Mirrors("b.io", "*", "m.local"), new ImageMirrors()] },
        });
        reader.Add(new ImageConfiguration
        {
            Spec = new ImageConfigurationSpec { RegistrySources = new RegistrySources { BlockedRegistries = ["quay.io", "a b"], InsecureRegistries = [""] } },
        });
        reader.Add(new ConfigMap
        {
            Metadata = new ObjectMeta { Name = "cas", Namespace = "openshift-config" },
            Data = new Dictionary<string, string> { ["a.io"] = "none" },
        });

        var sources = reader.Read();

        sources.Mirrors.Should().ContainSingle().Which.Mirrors.Should().ContainSingle();
        sources.BlockedRegistries.Should().ContainSingle();
        sources.InsecureRegistries.Should().BeEmpty();
        sources.CertificateAuthorities.Should().BeEmpty();
        sources.Problems.Should().Equal(
            "ImageDigestMirrorSet s: the source \"https://a.io\" is neither HOST[:PORT][/PATH] nor *.DOMAIN",
            "ImageDigestMirrorSet s: the mirror \"*\" is not HOST[:PORT][/PATH]",
            "ImageDigestMirrorSet s: the source \"\" is neither HOST[:PORT][/PATH] nor *.DOMAIN",
            "ConfigMap openshift-config/cas: a.io holds no certificate in PEM",
            "Image cluster: blockedRegistries has \"a b\", which is not HOST[:PORT][/PATH]",
            "Image cluster: insecureRegistries has \"\", which is not HOST[:PORT][/PATH]");
    }

    [Fact]
    public void Read_CertificatesOfAConfigMap_AreForTheirHosts()
    {
        using var authority = new TestCertificateAuthority("ours");
        var reader = new ClusterSourcesReader();
        reader.Add(new ConfigMap { Data = new Dictionary<string, string> { ["registry.local..5000"] = authority.Pem, ["quay.io"] = authority.Pem } });

        reader.Read().CertificateAuthorities.Select(c => c.Host).Should().Equal("quay.io", "registry.local:5000");
    }

    [Fact]
    public void Replace_SettingsOfTheProcess_WinWhereBothHaveAWord()
    {
        var own = new ImportSettings
        {
            Mirrors = [Rule("a.io", "own.local")],
            AllowedRegistries = [new AllowedRegistry("a.io", false)],
            BlockedRegistries = [RegistryPattern.Parse("own.evil")],
        };
        var source = new ImportSettingsSource(own);

        source.Replace(new ClusterSources
        {
            Mirrors = [Rule("a.io", "cluster.local"), Rule("b.io", "cluster.local")],
            AllowedRegistries = [new AllowedRegistry("b.io", false)],
            BlockedRegistries = [RegistryPattern.Parse("cluster.evil")],
            InsecureRegistries = [RegistryPattern.Parse("plain.local")],
        });

        var current = source.Current;
        current.Mirrors.Select(m => $"{m.Source} {m.Mirrors[0]}").Should().Equal("a.io own.local", "b.io cluster.local");
        current.AllowedRegistries.Select(a => a.DomainName).Should().Equal("a.io");
        current.BlockedRegistries.Select(b => b.ToString()).Should().Equal("own.evil", "cluster.evil");
        current.InsecureRegistries.Should().ContainSingle();
        source.Replace(own with { AllowedRegistries = [] });
        source.Current.AllowedRegistries.Select(a => a.DomainName).Should().Equal("b.io");
        source.Replace(ClusterSources.None);
        source.Current.AllowedRegistries.Should().BeEmpty();
    }

    private static ImageMirrors Mirrors(string source, params string[] mirrors) => new() { Source = source, Mirrors = mirrors };

    private static MirrorRule Rule(string source, string mirror) => new()
    {
        Source = MirrorSource.TryParse(source, out var parsed) ? parsed : throw new ArgumentException(source),
        Mirrors = [RegistryLocation.TryParse(mirror, out var location) ? location : throw new ArgumentException(mirror)],
    };
}
