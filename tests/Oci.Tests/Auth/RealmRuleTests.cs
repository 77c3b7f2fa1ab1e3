namespace ImageStreams.Oci.Tests;

/// <summary>Where a registry may send us for a token: CVE-2026-33540, CVE-2026-48978, golang/vulndb#6092.</summary>
public class RealmRuleTests
{
    [Theory]
    [InlineData("quay.io/a", "https://quay.io/v2/auth")]
    [InlineData("quay.io/a", "https://QUAY.io:8443/v2/auth?x=1")]
    [InlineData("ruby", "https://auth.docker.io/token")]
    [InlineData("ruby", "https://registry-1.docker.io/token")]
    [InlineData("registry.gitlab.com/a/b", "https://gitlab.com/jwt/auth")]
    [InlineData("mine.example.com/a", "https://login.example.com/token")] // configured
    public void Check_OfTheRegistrysOwnService_AllowsIt(string image, string realm)
    {
        Check(image, realm, insecure: false, out var service).Should().BeNull();
        service.Should().Be(new Uri(realm));
    }

    [Theory]
    [InlineData("quay.io/a", "https://auth.docker.io/token", "another host")]
    [InlineData("quay.io/a", "https://169.254.169.254/latest", "another host")]
    [InlineData("quay.io/a", "https://quay.io.evil.com/token", "another host")]
    [InlineData("quay.io/a", "https://evilquay.io/token", "another host")]
    [InlineData("quay.io/a", "https://quay.io@evil.com/token", "user name")]
    [InlineData("quay.io/a", "https://user:pass@quay.io/token", "user name")]
    [InlineData("quay.io/a", "http://quay.io/token", "not https")]
    [InlineData("quay.io/a", "/token", "not a web address")]
    [InlineData("quay.io/a", "file:///etc/passwd", "not a web address")]
    [InlineData("quay.io/a", "", "not a web address")]
    [InlineData("other.example.com/a", "https://login.example.com/token", "another host")]
    public void Check_OfAnotherService_RefusesIt_CVE_2026_33540(string image, string realm, string why) =>
        Check(image, realm, insecure: false, out _).Should().Contain(why);

    [Fact]
    public void Check_OfAnInsecureRegistry_AllowsHttpOnItsOwnHostOnly()
    {
        Check("h:5000/a", "http://h:5001/token", insecure: true, out _).Should().BeNull();
        Check("h:5000/a", "http://evil/token", insecure: true, out _).Should().Contain("another host");
    }

    private static string? Check(string image, string realm, bool insecure, out Uri? service)
    {
        var options = new RegistryTransportOptions { TokenServices = { ["mine.example.com"] = ["login.example.com"] } };
        return RealmRule.Check(realm, RepositoryName.Of(ImageReference.Parse(image)), insecure, options, out service);
    }
}
