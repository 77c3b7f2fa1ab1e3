using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Ready_WhenEverythingIsThere()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Fail(Version(200)));

        await Eventually.Succeeds(async () => (await server.As().GetAsync("/readyz?verbose")).Text.Should()
            .ContainAll("[+]limits ok", "[+]front-proxy-ca ok", "[+]serving-certificate ok", "[+]control-plane ok", "[+]shutdown ok", "readyz check passed"));
    }

    [Fact]
    public async Task IndexThatIsNotFullYet_IsNoReasonToWait()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Fail(request =>
            request.Path.EndsWith("/v1stored/images", StringComparison.Ordinal) ? FakeReply.Hang() : Version(200)(request)));

        await Eventually.Succeeds(async () => (await server.As().GetAsync("/readyz")).Code.Should().Be(200));
    }

    [Fact]
    public async Task MissingRight_ToKeepTheCertificate_IsNamed_ToThoseWhoMayKnow()
    {
        const string Problem = "secrets \"imagestreams-serving-cert\" is forbidden: User \"us\" cannot get resource \"secrets\"";
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Fail(request =>
            request.Path.Contains("/secrets", StringComparison.Ordinal) ? FakeReply.Status(403, "Forbidden", Problem) : null));

        await Eventually.Succeeds(async () => (await server.As().GetAsync("/readyz/serving-certificate")).Text.Should().Contain(Problem));
        var all = await server.As().GetAsync("/readyz");
        all.Code.Should().Be(500);
        all.Text.Should().Contain("[-]serving-certificate failed: reason withheld").And.NotContain("forbidden");
        (await server.As().GetAsync("/livez")).Code.Should().Be(200, "a new start would not help");
    }

    [Fact]
    public async Task ControlPlaneThatIsAway_IsNotReady_ButAlive()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Plane.Fail(Version(503)));

        (await server.As().GetAsync("/readyz/control-plane")).Code.Should().Be(500);
        (await server.As().GetAsync("/livez")).Code.Should().Be(200);
    }

    [Fact]
    public async Task Metrics_CountRequests()
    {
        await using var server = await ScriptedServer.StartAsync();
        (await server.As().GetAsync($"{ApiClient.Group}/namespaces/demo/imagestreams")).Expect(200);

        (await server.As().GetAsync("/metrics")).Text.Should().Contain("resource=\"imagestreams\"").And.Contain("verb=\"list\"");
    }

    private static Func<FakeRequest, FakeReply?> Version(int code) =>
        request => request.Path == "/version" ? FakeReply.Text(code, "application/json", "{}") : null;
}
