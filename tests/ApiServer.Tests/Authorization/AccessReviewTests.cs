using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

public sealed class AccessReviewTests
{
    private const string Demo = $"{ApiClient.Group}/namespaces/demo";
    private const string Group = "\"group\":\"image.openshift.io\",\"version\":\"v1\"";

    [Theory]
    [InlineData("GET", $"{Demo}/imagestreams", $"{{\"namespace\":\"demo\",\"verb\":\"list\",{Group},\"resource\":\"imagestreams\"}}")]
    [InlineData("GET", $"{ApiClient.Group}/imagestreams", $"{{\"verb\":\"list\",{Group},\"resource\":\"imagestreams\"}}")]
    [InlineData("GET", $"{Demo}/imagestreams?watch=true&timeoutSeconds=1", $"{{\"namespace\":\"demo\",\"verb\":\"watch\",{Group},\"resource\":\"imagestreams\"}}")]
    [InlineData("GET", $"{Demo}/imagestreams?fieldSelector=metadata.name%3Da", $"{{\"namespace\":\"demo\",\"verb\":\"list\",{Group},\"resource\":\"imagestreams\",\"name\":\"a\"}}")]
    [InlineData("GET", $"{Demo}/imagestreams/a/layers", $"{{\"namespace\":\"demo\",\"verb\":\"get\",{Group},\"resource\":\"imagestreams\",\"subresource\":\"layers\",\"name\":\"a\"}}")]
    [InlineData("GET", $"{Demo}/imagestreamtags/a:b", $"{{\"namespace\":\"demo\",\"verb\":\"get\",{Group},\"resource\":\"imagestreamtags\",\"name\":\"a:b\"}}")]
    [InlineData("GET", $"{Demo}/imagestreamimages/a@sha256:1", $"{{\"namespace\":\"demo\",\"verb\":\"get\",{Group},\"resource\":\"imagestreamimages\",\"name\":\"a@sha256:1\"}}")]
    [InlineData("GET", $"{ApiClient.Group}/images/sha256:1", $"{{\"verb\":\"get\",{Group},\"resource\":\"images\",\"name\":\"sha256:1\"}}")]
    [InlineData("POST", $"{Demo}/imagestreams", $"{{\"namespace\":\"demo\",\"verb\":\"create\",{Group},\"resource\":\"imagestreams\"}}")]
    [InlineData("PUT", $"{Demo}/imagestreams/a/status", $"{{\"namespace\":\"demo\",\"verb\":\"update\",{Group},\"resource\":\"imagestreams\",\"subresource\":\"status\",\"name\":\"a\"}}")]
    [InlineData("PATCH", $"{Demo}/imagestreams/a", $"{{\"namespace\":\"demo\",\"verb\":\"patch\",{Group},\"resource\":\"imagestreams\",\"name\":\"a\"}}")]
    [InlineData("DELETE", $"{Demo}/imagestreams/a", $"{{\"namespace\":\"demo\",\"verb\":\"delete\",{Group},\"resource\":\"imagestreams\",\"name\":\"a\"}}")]
    [InlineData("DELETE", $"{Demo}/imagestreams", $"{{\"namespace\":\"demo\",\"verb\":\"deletecollection\",{Group},\"resource\":\"imagestreams\"}}")]
    public async Task Resource_IsAskedForExactly(string method, string path, string attributes)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => "{allowed: false}");

        (await server.As().SendAsync(new HttpMethod(method), path, null, null)).Expect(403);

        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["nonResourceAttributes"].Should().BeNull();
        JsonNode.DeepEquals(asked["resourceAttributes"], JsonNode.Parse(attributes)).Should().BeTrue(asked.ToJsonString());
    }

    [Theory]
    [InlineData("GET", "/", "get", "/")]
    [InlineData("GET", "/version", "get", "/version")]
    [InlineData("GET", "/metrics", "get", "/metrics")]
    [InlineData("GET", "/readyz/ping", "get", "/readyz/ping")]
    [InlineData("GET", "/apis", "get", "/apis")]
    [InlineData("GET", "/apis/image.openshift.io/v1", "get", "/apis/image.openshift.io/v1")]
    [InlineData("GET", "/openapi/v2", "get", "/openapi/v2")]
    [InlineData("HEAD", "/version", "head", "/version")]
    [InlineData("POST", "/nowhere", "post", "/nowhere")]
    public async Task Path_IsAskedForExactly(string method, string path, string verb, string asked)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => "{allowed: false}");

        (await server.As().SendAsync(new HttpMethod(method), path, null, null)).Code.Should().Be(403);

        var review = server.AccessReviews.Should().ContainSingle().Which;
        review["resourceAttributes"].Should().BeNull();
        review["nonResourceAttributes"]!.ToJsonString().Should().Be($$"""{"path":"{{asked}}","verb":"{{verb}}"}""");
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    public async Task Health_IsOpenToAll(string path)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => "{allowed: false}");

        (await server.As().GetAsync(path)).Code.Should().BeOneOf(200, 500);

        server.AccessReviews.Should().BeEmpty();
    }

    [Fact]
    public async Task Masters_NeedNoReview()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => null);

        (await server.As(server.ClientAuthority.Client("root", "system:masters")).GetAsync($"{Demo}/imagestreams")).Expect(200);

        server.AccessReviews.Should().BeEmpty();
    }

    [Fact]
    public async Task Allowance_IsRememberedLonger_ThanARefusal()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => "{allowed: false, reason: not yet}");
        var client = server.As();
        async Task<int> CodeAfter(double seconds)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(seconds));
            return (await client.GetAsync($"{Demo}/imagestreams")).Code;
        }

        (await CodeAfter(0)).Should().Be(403);
        server.Access = _ => "{allowed: true}";
        (await CodeAfter(1.9)).Should().Be(403, "remembered");
        (await CodeAfter(0.2)).Should().Be(200);
        server.Access = _ => "{allowed: false}";
        (await CodeAfter(9.9)).Should().Be(200, "remembered");
        (await CodeAfter(0.2)).Should().Be(403);
        server.AccessReviews.Should().HaveCount(3);
    }

    [Fact]
    public async Task ControlPlaneThatDoesNotSay_IsNoAllowance_AndIsAskedAgain()
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => null);
        var client = server.As();

        (await client.GetAsync($"{Demo}/imagestreams")).Expect(500)["message"]!.ToString()
            .Should().Be("Internal error occurred: the control plane could not be asked for the caller's rights");
        server.Access = _ => "{allowed: true}";
        (await client.GetAsync($"{Demo}/imagestreams")).Expect(200);
    }

    [Theory]
    [InlineData("{allowed: true, denied: true}", 403, "")]
    [InlineData("{denied: true, reason: \"no, never\"}", 403, ": no, never")]
    [InlineData("{allowed: false, reason: no rule}", 403, ": no rule")]
    [InlineData("{allowed: false, evaluationError: \"role x not found\"}", 403, "")]
    [InlineData("{}", 403, "")]
    public async Task Verdict_LetsThroughOnlyWhatIsAllowed_AndSaysWhy(string status, int code, string because)
    {
        await using var server = await ScriptedServer.StartAsync(s => s.Access = _ => status);

        var answer = (await server.As(server.ClientAuthority.Client("bob")).GetAsync($"{Demo}/imagestreamtags/a:b")).Expect(code);

        var message = "imagestreamtags.image.openshift.io \"a:b\" is forbidden: User \"bob\" cannot get resource \"imagestreamtags\" in API group \"image.openshift.io\" in the namespace \"demo\"" + because;
        JsonNode.DeepEquals(answer, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = "Forbidden",
            ["details"] = new JsonObject { ["name"] = "a:b", ["group"] = "image.openshift.io", ["kind"] = "imagestreamtags" },
            ["code"] = 403,
        }).Should().BeTrue(answer.ToJsonString());
    }
}
