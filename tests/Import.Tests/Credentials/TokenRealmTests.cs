using ImageStreams.Images;

namespace ImageStreams.Import.Tests;

public sealed class TokenRealmTests
{
    [Fact]
    public void OptionsOf_RealmOfOurs_IsTrustedByTheHostsOfTheIntegratedRegistry_AndByNoOther()
    {
        var settings = new ImportSettings
        {
            TokenRealm = new Uri("https://images.example.com:8443/auth/token"),
            Plan = new ImportPlanOptions { Hosts = new RegistryHosts { Internal = "registry:5000", Public = "registry.example.com" } },
        };

        var options = ImportRegistration.OptionsOf(settings, "tests");

        options.TokenServices.Where(s => s.Value.Contains("images.example.com")).Select(s => s.Key).Should().BeEquivalentTo("registry:5000", "registry.example.com");
        ImportRegistration.OptionsOf(settings with { TokenRealm = null }, "tests").TokenServices.Should().NotContainKey("registry:5000");
    }
}
