using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A namespace of a test's own, on one of the control planes.</summary>
internal sealed record Place(TestCluster Cluster, string Namespace)
{
    public ApiClient Admin => Cluster.Admin;

    /// <summary>Path of the streams of the namespace.</summary>
    public string Streams => ApiClient.Streams(Namespace);

    /// <summary>Where the control plane keeps them.</summary>
    public string Stored => Streams.Replace("/v1/", "/v1stored/", StringComparison.Ordinal);

    /// <summary>Path of the tags of the namespace as one of the two resources that there are of them.</summary>
    public string Tags(string resource = "imagestreamtags") => $"{ApiClient.Group}/namespaces/{Namespace}/{resource}";

    public string Path(string name) => $"{Streams}/{name}";

    public async Task<JsonNode> CreateAsync(string name, string spec = "{}") => (await Admin.PostAsync(Streams, Objects.Stream(name, spec))).Expect(201);

    public async Task<JsonNode> GetAsync(string name) => (await Admin.GetAsync(Path(name))).Expect(200);

    public async Task<JsonNode> GetStoredAsync(string storedName) => (await Admin.GetAsync($"{Stored}/{storedName}")).Expect(200);

    /// <summary>A watch of the namespace's streams that tells only of what happens from now on.</summary>
    public async Task<WatchClient> WatchAsync()
    {
        var list = (await Admin.GetAsync($"{Streams}?limit=1")).Expect(200);
        return await Admin.WatchAsync($"{Streams}?watch=true&resourceVersion={list.At("metadata/resourceVersion")}");
    }

    /// <summary>The types of the events that <paramref name="write"/> causes; a stream that is created afterwards marks their end.</summary>
    public async Task<IReadOnlyList<string>> EventsOfAsync(Func<Task> write)
    {
        using var watch = await WatchAsync();
        await write();
        await CreateAsync("end");
        List<string> events = [];
        while (await watch.NextNameAsync() is var next && next != "ADDED end")
        {
            events.Add(next.Split(' ')[0]);
        }

        return events;
    }

    /// <summary>Allows a user something in the namespace.</summary>
    public async Task GrantAsync(string user, string rule)
    {
        var rbac = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Namespace}";
        (await Admin.PostAsync($"{rbac}/roles", Objects.Parse(
            $"{{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {{name: {user}}}, rules: [{rule}]}}"))).Expect(201);
        (await Admin.PostAsync($"{rbac}/rolebindings", Objects.Parse($$"""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: {{user}}},
             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{user}}}, subjects: [{kind: User, name: {{user}}, apiGroup: rbac.authorization.k8s.io}]}
            """))).Expect(201);
    }

    /// <summary>A stream <c>source</c> whose tag <c>latest</c> has an image.</summary>
    public async Task SourceAsync(string image, string reference = "quay.io/x/y")
    {
        await CreateAsync("source");
        (await Admin.MergeAsync($"{Path("source")}/status", Objects.Parse(
            $"{{status: {{tags: [{{tag: latest, items: [{{created: '2026-01-02T03:04:05Z', dockerImageReference: '{reference}', image: '{image}', generation: 1}}]}}]}}}}"))).Expect(200);
    }
}
