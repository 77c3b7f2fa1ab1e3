using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

public sealed class FrontProxyTests
{
    private const string Streams = $"{ApiClient.Group}/namespaces/demo/imagestreams";

    private static readonly (string, string)[] Alice = [("X-Remote-User", "alice"), ("X-Remote-Group", "devs")];

    [Fact]
    public async Task Request_OfTheProxy_IsOfTheUserThatItNames()
    {
        await using var server = await ScriptedServer.StartAsync();

        var answer = await GetAsync(
            server.AsProxy(), Streams, ("X-Remote-User", "alice"), ("X-Remote-Uid", "u-1"), ("X-Remote-Group", "devs"), ("X-Remote-Extra-Scopes%2fA", "x"));

        answer.Expect(200);
        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["user"]!.ToString().Should().Be("alice");
        asked["uid"]!.ToString().Should().Be("u-1");
        asked["groups"]!.ToJsonString().Should().Be("""["devs","system:authenticated"]""");
        asked["extra"]!.ToJsonString().Should().Be("""{"scopes/a":["x"]}""");
    }

    [Theory]
    [InlineData("no certificate")]
    [InlineData("of another authority")]
    [InlineData("of the authority of clients")]
    [InlineData("with another name")]
    [InlineData("expired")]
    public async Task Request_OfAnybodyElse_IsRefusedWhoeverItNames(string who)
    {
        using var other = new TestCertificateAuthority("front-proxy-ca"); // the same name, another key
        await using var server = await ScriptedServer.StartAsync();
        var client = who switch
        {
            "of another authority" => server.As(other.Client(ScriptedServer.ProxyName)),
            "of the authority of clients" => server.As(server.ClientAuthority.Client(ScriptedServer.ProxyName)),
            "with another name" => server.As(server.ProxyAuthority.Client("somebody")),
            "expired" => server.AsProxy(),
            _ => server.As(),
        };
        if (who == "expired")
        {
            server.Clock.Advance(TimeSpan.FromDays(2));
        }

        var answer = await GetAsync(client, Streams, [.. Alice]);

        JsonNode.DeepEquals(answer.Expect(401), JsonNode.Parse("""
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}
            """)).Should().BeTrue(answer.Text);
        server.AccessReviews.Should().BeEmpty("nobody was found out");
    }

    [Fact]
    public async Task Request_WithGoodCredentialsAndForgedHeaders_IsRefused()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Token = _ => "{authenticated: true, user: {username: bob}}");

        (await GetAsync(server.As(token: "good"), Streams, [.. Alice])).Expect(401);
        (await GetAsync(server.As(server.ClientAuthority.Client("bob")), Streams, [.. Alice])).Expect(401);
        (await GetAsync(server.As(token: "good"), Streams)).Expect(200);
    }

    [Fact]
    public async Task Headers_AreThosePublished_AndNoOthers()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data["requestheader-username-headers"] = """["X-Who"]"""));

        (await GetAsync(server.AsProxy(), Streams, ("X-Who", "carol"))).Expect(200);

        server.AccessReviews.Should().ContainSingle().Which["user"]!.ToString().Should().Be("carol");
    }

    [Theory]
    [InlineData("requestheader-client-ca-file", null)]
    [InlineData("requestheader-client-ca-file", "")]
    [InlineData("requestheader-client-ca-file", "nonsense")]
    [InlineData("requestheader-client-ca-file", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("requestheader-username-headers", null)]
    [InlineData("requestheader-username-headers", "[]")]
    [InlineData("requestheader-username-headers", "[\"X-Remote-User\"")]
    [InlineData("requestheader-username-headers", "[7]")]
    [InlineData("requestheader-allowed-names", null)]
    [InlineData("requestheader-allowed-names", "")]
    [InlineData("requestheader-allowed-names", "{}")]
    [InlineData("requestheader-allowed-names", "[null]")]
    [InlineData("requestheader-allowed-names", "[\"\"]")]
    public async Task Configuration_WithAnythingWrong_BelievesNobody_ButClientCertificatesStillCount(string key, string? value)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data[key] = value));

        (await GetAsync(server.AsProxy(), Streams, [.. Alice])).Expect(401);
        (await GetAsync(server.As(server.ClientAuthority.Client("bob")), Streams)).Expect(200);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task AllowedNames_Empty_AllowEveryNameOfTheAuthority(string names)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Publish(data => data["requestheader-allowed-names"] = names));

        (await GetAsync(server.As(server.ProxyAuthority.Client("anybody")), Streams, [.. Alice])).Expect(200);
    }

    [Fact]
    public async Task Configuration_IsFollowedWhileItChanges()
    {
        using var next = new TestCertificateAuthority("front-proxy-ca"); // the name stays when an authority is replaced
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Delete(ScriptedServer.Published));
        var (old, young) = (server.AsProxy(), server.As(next.Client(ScriptedServer.ProxyName)));
        async Task Expect(int oldCode, int youngCode) => await Eventually.Succeeds(async () =>
        {
            (await GetAsync(old, Streams, [.. Alice])).Code.Should().Be(oldCode);
            (await GetAsync(young, Streams, [.. Alice])).Code.Should().Be(youngCode);
        });
        await Expect(401, 401);
        (await server.As().GetAsync("/readyz/front-proxy-ca")).Text.Should().Contain("no front proxy is known");

        server.Publish(_ => { });
        await Expect(200, 401);
        server.Publish(data => data["requestheader-client-ca-file"] = $"{server.ProxyAuthority.Pem}\n{next.Pem}\n");
        await Expect(200, 200);
        server.Publish(data => data["requestheader-client-ca-file"] = next.Pem);
        await Expect(401, 200);
        server.Publish(data => data["requestheader-client-ca-file"] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await Expect(401, 401);
        server.Errors.Should().Contain(e => e.Contains("believed of nobody", StringComparison.Ordinal));
        server.Publish(_ => { });
        await Expect(200, 401);
        server.Plane.Delete(ScriptedServer.Published);
        await Expect(401, 401);
    }

    private static Task<Answer> GetAsync(ApiClient client, string path, params (string, string)[] headers) =>
        client.SendAsync(HttpMethod.Get, path, null, null, null, headers);
}
