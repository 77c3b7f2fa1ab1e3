using System.Net;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A server behind the running control plane, as users of the real kubectl see it.</summary>
public sealed class KubectlAggregationTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Path = $"/apis/{BackendServer.Group}/v1";
    private readonly ControlPlaneFixture _plane = new();
    private readonly BackendServer _backend = new();
    private KubectlUsers _users = null!;
    private Kubectl _admin = null!;

    public async Task InitializeAsync()
    {
        await _plane.InitializeAsync();
        _users = new KubectlUsers(_plane);
        _admin = _users.Admin;
        _backend.Handler = AnswerAsync;
        await _backend.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _users.Dispose();
        await _backend.DisposeAsync();
        await _plane.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [PeerFact("kubectl")]
    public async Task ApiService_OfAnAliveServer_IsUsedLikeOurOwn()
    {
        await RegisterAsync();

        (await _admin.RunAsync("get", "apiservices")).Should()
            .MatchRegex(@"v1\.zoo\.example\.com\s+default/backend\s+True\s").And.MatchRegex(@"v1\.rbac\.authorization\.k8s\.io\s+Local\s+True\s");
        (await _admin.RunAsync("api-resources", $"--api-group={BackendServer.Group}")).Should().MatchRegex(@"cats\s+ct\s+zoo\.example\.com/v1\s+true\s+Cat\n");
        (await _admin.RunAsync("get", "ct", "-n", "default", "-o", "name")).Should().Be("cat.zoo.example.com/tom\n");
        await Eventually.Succeeds(async () => (await _admin.RunAsync("explain", "cats.lives")).Should().Contain("How often it may fall."));
        (await _admin.RunAsync("get", "--raw", "/openapi/v2")).Should().Contain($"\"{Path}/cats\"").And.Contain("\"/api/v1/namespaces/{namespace}/configmaps\"");
        (await _admin.RunAsync("get", "--raw", $"/apis/{BackendServer.Group}")).Should().Contain("\"preferredVersion\":{\"groupVersion\":\"zoo.example.com/v1\"");
    }

    [PeerFact("kubectl")]
    public async Task Requests_ToTheServer_AreAuthorizedHereAndCarryTheUser()
    {
        await RegisterAsync();
        var alice = _users.WithToken("alicetoken");

        (await alice.FailAsync(null, "get", "--raw", $"{Path}/cats")).Should().Contain("User \"alice\" cannot list resource \"cats\" in API group \"zoo.example.com\" at the cluster scope");
        _backend.Seen.Should().NotContain(r => r.Line.EndsWith("/cats", StringComparison.Ordinal));

        await _admin.RunAsync("create", "clusterrole", "cats", "--verb=list", $"--resource=cats.{BackendServer.Group}");
        await _admin.RunAsync("create", "clusterrolebinding", "cats", "--clusterrole=cats", "--user=alice");
        await alice.RunAsync("get", "--raw", $"{Path}/cats");
        var seen = _backend.Seen.Last(r => r.Line == $"GET {Path}/cats");
        seen.Headers.Should().Contain("X-Remote-User", "alice").And.Contain("X-Remote-Uid", "alice-uid").And.Contain("X-Remote-Group", "system:authenticated")
            .And.NotContainKey("Authorization");
        seen.ClientCertificate.Should().Be("CN=front-proxy-client");

        await _admin.RunAsync("get", "--raw", $"{Path}/cats", "--as=alice", "--as-group=dev");
        _backend.Seen.Last(r => r.Line == $"GET {Path}/cats").Headers["X-Remote-Group"].Should().Be("dev|system:authenticated");
    }

    [PeerFact("kubectl")]
    public async Task ForgedHeaders_OfAnyClient_AreNotBelieved()
    {
        await RegisterAsync();
        using var anonymous = _plane.NewClient();
        using var alice = _plane.NewClient("alice");
        foreach (var client in (HttpClient[])[anonymous, alice])
        {
            client.DefaultRequestHeaders.Add("X-Remote-User", "admin");
            client.DefaultRequestHeaders.Add("X-Remote-Group", "system:masters");
            client.DefaultRequestHeaders.Add("X-Remote-Extra-Scope", "all");
        }

        (await anonymous.GetAsync($"{Path}/cats")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await alice.GetAsync($"{Path}/cats")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await anonymous.GetAsync("/api/v1/secrets")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        await _admin.RunAsync("create", "clusterrolebinding", "cats", "--clusterrole=cluster-admin", "--user=alice");
        (await alice.GetAsync($"{Path}/cats")).StatusCode.Should().Be(HttpStatusCode.OK);

        var seen = _backend.Seen.Last(r => r.Line == $"GET {Path}/cats").Headers;
        seen["X-Remote-User"].Should().Be("alice");
        seen["X-Remote-Group"].Should().Be("system:authenticated");
        seen.Should().NotContainKey("X-Remote-Extra-Scope");
    }

    [PeerFact("kubectl")]
    public async Task ApiService_WhoseServerDies_IsUnavailableAndStaysListed()
    {
        await RegisterAsync();
        (await _admin.RunAsync("get", "ct", "-n", "default", "-o", "name")).Should().NotBeEmpty();

        await _backend.StopAsync();

        (await _admin.FailAsync(null, "get", "ct", "-n", "default")).Should().Contain("the server is currently unable to handle the request");
        await _admin.RunAsync("wait", "--for=condition=Available=false", "--timeout=30s", "apiservice/v1.zoo.example.com");
        (await _admin.RunAsync("get", "apiservice", "v1.zoo.example.com")).Should().Contain("False (FailedDiscoveryCheck)");
        (await _admin.RunAsync("api-resources", "--api-group=rbac.authorization.k8s.io")).Should().Contain("clusterroles", "others go on");

        await _admin.RunAsync("delete", "apiservice", "v1.zoo.example.com");
        (await _admin.FailAsync(null, "get", "--raw", $"{Path}/cats")).Should().Contain("could not find the requested resource");
    }

    [PeerFact("kubectl")]
    public async Task ApiService_OverACustomResource_WinsWhereTheResourceIsNotServed()
    {
        await _admin.FeedAsync(Definition(served: true), "apply", "-f", "-");
        await _admin.RunAsync("wait", "--for=condition=Established", "crd/cats.zoo.example.com");
        await Eventually.Succeeds(async () => (await _admin.RunAsync("get", "apiservice", "v1.zoo.example.com")).Should().Contain("Local"));
        await _admin.RunAsync("get", "cats");

        await RegisterAsync(wait: false);
        await Eventually.Succeeds(async () => (await _admin.RunAsync("get", "apiservice", "v1.zoo.example.com")).Should().Contain("Local", "the served version takes it back"));

        await _admin.FeedAsync(Definition(served: false), "apply", "-f", "-");
        await Eventually.Succeeds(async () => (await _admin.FailAsync(null, "get", "apiservice", "v1.zoo.example.com")).Should().Contain("NotFound"));
        await RegisterAsync();
        (await _admin.RunAsync("get", "cats.v1.zoo.example.com", "-o", "name")).Should().Be("cat.zoo.example.com/tom\n");
    }

    private static string Definition(bool served) =>
        $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: cats.zoo.example.com}
        spec:
          group: zoo.example.com
          scope: Namespaced
          names: {plural: cats, kind: Cat}
          versions:
          - {name: v1, served: {{(served ? "true" : "false")}}, storage: false, schema: {openAPIV3Schema: {type: object} } }
          - {name: v1stored, served: true, storage: true, schema: {openAPIV3Schema: {type: object} } }
        """;

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var path = context.Request.Path.Value!;
        if (path.EndsWith("/cats", StringComparison.Ordinal))
        {
            return context.Response.WriteAsync(
                """{"kind":"CatList","apiVersion":"zoo.example.com/v1","metadata":{},"items":[{"kind":"Cat","apiVersion":"zoo.example.com/v1","metadata":{"name":"tom","namespace":"default"}}]}""");
        }

        if (path.StartsWith("/openapi/v3/", StringComparison.Ordinal))
        {
            return context.Response.WriteAsync(
                """
                {"openapi":"3.0.0","info":{"title":"zoo","version":"1"},
                "paths":{"/apis/zoo.example.com/v1/namespaces/{namespace}/cats":{"get":{"responses":{"200":{"description":"OK"}},
                "x-kubernetes-action":"list","x-kubernetes-group-version-kind":{"group":"zoo.example.com","version":"v1","kind":"Cat"}}}},
                "components":{"schemas":{"Cat":{"type":"object","description":"A cat.","properties":{"lives":{"type":"integer","description":"How often it may fall."}},
                "x-kubernetes-group-version-kind":[{"group":"zoo.example.com","version":"v1","kind":"Cat"}]}}}}
                """);
        }

        context.Response.StatusCode = 404;
        return context.Response.WriteAsync("""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""");
    }

    private async Task RegisterAsync(bool wait = true)
    {
        await _admin.FeedAsync(
            $$"""
            apiVersion: v1
            kind: Service
            metadata: {name: backend, namespace: default}
            spec: {type: ExternalName, externalName: 127.0.0.1, ports: [{port: {{_backend.Port}}}]}
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1.zoo.example.com}
            spec:
              group: zoo.example.com
              version: v1
              groupPriorityMinimum: 2000
              versionPriority: 200
              caBundle: {{Convert.ToBase64String(_backend.CaBundle)}}
              service: {namespace: default, name: backend, port: {{_backend.Port}}}
            """,
            "apply", "-f", "-");
        if (wait)
        {
            await _admin.RunAsync("wait", "--for=condition=Available", "--timeout=30s", "apiservice/v1.zoo.example.com");
        }
    }
}
