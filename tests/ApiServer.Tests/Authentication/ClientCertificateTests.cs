using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

public sealed class ClientCertificateTests
{
    private const string Streams = $"{ApiClient.Group}/namespaces/demo/imagestreams";

    [Fact]
    public async Task Certificate_OfTheAuthority_NamesTheUserAndItsGroups()
    {
        await using var server = await ScriptedServer.StartAsync();

        (await server.As(server.ClientAuthority.Client("bob", "devs", "ops")).GetAsync(Streams)).Expect(200);

        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["user"]!.ToString().Should().Be("bob");
        asked["groups"]!.AsArray().Select(g => g!.ToString()).Should().BeEquivalentTo("devs", "ops", "system:authenticated");
    }

    [Fact]
    public async Task Certificate_ThatDoesNotVerify_IsNotAnonymous()
    {
        using var other = new TestCertificateAuthority("client-ca");
        await using var server = await ScriptedServer.StartAsync();

        (await server.As(other.Client("bob", "system:masters")).GetAsync(Streams)).Expect(401);
        (await server.As(server.ProxyAuthority.Client("bob", "system:masters")).GetAsync(Streams)).Expect(401);
        (await server.As(server.ClientAuthority.Server("bob")).GetAsync(Streams)).Expect(401);
        server.Clock.Advance(TimeSpan.FromDays(2));
        (await server.As(server.ClientAuthority.Client("bob")).GetAsync(Streams)).Expect(401);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public async Task Authority_AbsentOrGarbled_IsNobodys_ButTheFrontProxyStillCounts(string? pem)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data["client-ca-file"] = pem));

        (await server.As(server.ClientAuthority.Client("bob")).GetAsync(Streams)).Expect(401);
        (await server.AsProxy().SendAsync(HttpMethod.Get, Streams, null, null, null, ("X-Remote-User", "alice"))).Expect(200);
    }

    [Fact]
    public async Task BadCertificate_DoesNotHideAGoodToken()
    {
        using var other = new TestCertificateAuthority("x");
        await using var server = await ScriptedServer.StartAsync(s => s.Token = _ => "{authenticated: true, user: {username: carol}}");

        (await server.As(other.Client("bob"), "good").GetAsync(Streams)).Expect(200);

        server.AccessReviews.Should().ContainSingle().Which["user"]!.ToString().Should().Be("carol");
    }
}
