using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageStreams.ApiServer.Tests;

public sealed class ServingCertificateSetTests
{
    private static readonly ServerNames Names = ServerNames.OfService("imagestreams", "imagestreams-system");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void New_IsForTheServiceAndThisMachine_AndVerifiesByItsBundle()
    {
        var set = ServingCertificateSet.Renew(null, Names, Now);

        using var serving = set.Serving.ToX509();
        serving.MatchesHostname("imagestreams.imagestreams-system.svc", allowCommonName: false).Should().BeTrue();
        serving.MatchesHostname("localhost", allowCommonName: false).Should().BeTrue();
        serving.MatchesHostname("127.0.0.1", allowCommonName: false).Should().BeTrue();
        serving.MatchesHostname("elsewhere.svc", allowCommonName: false).Should().BeFalse();
        Verifies(serving, set.Bundle, Now).Should().BeTrue();
        Verifies(serving, ServingCertificateSet.Renew(null, Names, Now).Bundle, Now).Should().BeFalse();
    }

    [Fact]
    public void Renew_BeforeTwoThirdsOfTheLife_OnlyTheServingCertificateIsNew()
    {
        var set = ServingCertificateSet.Renew(null, Names, Now);

        ServingCertificateSet.Renew(set, Names, Now.AddDays(365 * 0.55)).Should().BeSameAs(set);
        var renewed = ServingCertificateSet.Renew(set, Names, Now.AddDays(365 * 0.65));

        renewed.Serving.Should().NotBe(set.Serving);
        (renewed.Authority, renewed.Bundle).Should().Be((set.Authority, set.Bundle));
        using var serving = renewed.Serving.ToX509();
        Verifies(serving, set.Bundle, Now.AddDays(500)).Should().BeTrue("it lives on from its own time");
    }

    [Fact]
    public void Renew_OfTheAuthority_TrustsTheEarlierOneAsLongAsItIsInForce()
    {
        var set = ServingCertificateSet.Renew(null, Names, Now);
        var later = Now.AddDays(3650 * 0.61);

        var renewed = ServingCertificateSet.Renew(set with { Serving = set.Authority.IssueServer(Names, later, TimeSpan.FromDays(365)) }, Names, later);
        var again = ServingCertificateSet.Renew(renewed, Names, later.AddDays(3650 * 0.61));

        renewed.Authority.Should().NotBe(set.Authority);
        using var before = set.Authority.IssueServer(Names, later, TimeSpan.FromDays(365)).ToX509();
        using var after = renewed.Serving.ToX509();
        Verifies(before, renewed.Bundle, later).Should().BeTrue("a replica may still show it");
        Verifies(after, renewed.Bundle, later).Should().BeTrue();
        Verifies(before, again.Bundle, later).Should().BeFalse("its authority has expired since");
        ServingCertificateSet.Read(ServingCertificateSet.Read(renewed.ToData())!.ToData()).Should().BeEquivalentTo(renewed);
    }

    [Fact]
    public void Renew_WhenTheNamesHaveChanged_IssuesAnew()
    {
        var set = ServingCertificateSet.Renew(null, Names, Now);

        var renewed = ServingCertificateSet.Renew(set, ServerNames.OfService("imagestreams", "elsewhere"), Now);

        renewed.Authority.Should().Be(set.Authority);
        using var serving = renewed.Serving.ToX509();
        serving.MatchesHostname("imagestreams.elsewhere.svc", allowCommonName: false).Should().BeTrue();
    }

    [Fact]
    public void Renew_WhenSomebodyElseIssuedTheServingCertificate_IssuesAnew()
    {
        var (set, other) = (ServingCertificateSet.Renew(null, Names, Now), ServingCertificateSet.Renew(null, Names, Now));

        var renewed = ServingCertificateSet.Renew(set with { Serving = other.Serving }, Names, Now);

        using var serving = renewed.Serving.ToX509();
        Verifies(serving, set.Bundle, Now).Should().BeTrue();
    }

    [Theory]
    [InlineData("ca.crt", "")]
    [InlineData("ca.crt", "nonsense")]
    [InlineData("ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("ca.key", "")]
    [InlineData("ca.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    [InlineData("ca.key", "other")]
    [InlineData("tls.crt", "nonsense")]
    [InlineData("tls.key", "other")]
    [InlineData("tls.key", "missing")]
    public void Read_OfABrokenSecret_IsNone(string key, string value)
    {
        var data = ServingCertificateSet.Renew(null, Names, Now).ToData().ToDictionary();
        data[key] = value == "other" ? ServingCertificateSet.Renew(null, Names, Now).ToData()[key] : Encoding.UTF8.GetBytes(value);
        if (value == "missing")
        {
            data.Remove(key);
        }

        ServingCertificateSet.Read(data).Should().BeNull();
    }

    [Fact]
    public void Read_OfAnAuthorityThatCannotIssue_IsNone()
    {
        var set = ServingCertificateSet.Renew(null, Names, Now);
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=ca", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(Now, Now.AddYears(1));

        ServingCertificateSet.Read((set with { Bundle = certificate.ExportCertificatePem(), Authority = new("", rsa.ExportPkcs8PrivateKeyPem()) }).ToData()).Should().BeNull();
        ServingCertificateSet.Read((set with { Bundle = set.Serving.CertificatePem, Authority = set.Serving }).ToData()).Should().BeNull("it is no authority");
        ServingCertificateSet.Read(null).Should().BeNull();
        ServingCertificateSet.Read(new Dictionary<string, byte[]>()).Should().BeNull();
    }

    private static bool Verifies(X509Certificate2 certificate, string bundle, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        return chain.Build(certificate);
    }
}
