namespace ImageStreams.ApiServer.Tests;

/// <summary>Tokens for users as a cluster knows them, with the rights that its RBAC gives them.</summary>
[Collection(ClusterCollection.Name)]
public sealed class TokenClusterTests(TestCluster cluster)
{
    private const string Puller = "{apiGroups: [image.openshift.io], resources: [imagestreams/layers], verbs: [get]}";
    private const string Pusher = "{apiGroups: [image.openshift.io], resources: [imagestreams/layers], verbs: [get, update]}";
    private const string Builder = Pusher + ", {apiGroups: [image.openshift.io], resources: [imagestreams], verbs: [create]}";

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Rights_DecideWhatATokenGrants(PlaneKind plane)
    {
        var place = await cluster.PlaceAsync(plane);
        var client = new TokenClient(place.Cluster.Directly(null));
        await place.CreateAsync("app");
        var (app, other) = ($"repository:{place.Namespace}/app:", $"repository:{place.Namespace}/other:");
        await EventuallyAsync(client, "admin-token", [$"{app}pull,push,delete", "registry:catalog:*"], $"{app}pull,push,delete", "registry:catalog:*");
        await EventuallyAsync(client, "alice-token", [$"{app}pull,push", "registry:catalog:*"]);

        await place.GrantAsync("alice", Pusher);

        await EventuallyAsync(client, "alice-token", [$"{app}pull,push,delete", $"{other}pull,push"], $"{app}pull,push", $"{other}pull");
        await EventuallyAsync(client, "viewer-token", [$"{app}pull,push"]);
        await EventuallyAsync(client, null, [$"{app}pull"]);
        (await client.GetAsync("nobody-token", $"{app}pull")).Expect(401);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Builder_MayPushIntoAStreamThatIsNotThere_ButNotIntoANamespaceThatIsNot(PlaneKind plane)
    {
        var place = await cluster.PlaceAsync(plane);
        var client = new TokenClient(place.Cluster.Directly(null));
        await place.GrantAsync("alice", Builder);

        await EventuallyAsync(client, "alice-token", [$"repository:{place.Namespace}/new:pull,push"], $"repository:{place.Namespace}/new:pull,push");
        await EventuallyAsync(client, "admin-token", ["repository:no-such-namespace/new:pull,push"], "repository:no-such-namespace/new:pull");
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Namespace_ThatEnds_TakesNoPush(PlaneKind plane)
    {
        var place = await cluster.PlaceAsync(plane);
        var client = new TokenClient(place.Cluster.Directly(null));
        await place.CreateAsync("app");
        var path = $"/api/v1/namespaces/{place.Namespace}";
        (await place.Admin.PostAsync($"{path}/configmaps", Objects.Parse("{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [example.com/hold]}}"))).Expect(201);
        await EventuallyAsync(client, "admin-token", [$"repository:{place.Namespace}/app:pull,push"], $"repository:{place.Namespace}/app:pull,push");

        (await place.Admin.DeleteAsync(path)).Code.Should().BeOneOf(200, 202);

        await EventuallyAsync(client, "admin-token", [$"repository:{place.Namespace}/app:pull,push"], $"repository:{place.Namespace}/app:pull");
        (await place.Admin.MergeAsync($"{path}/configmaps/held", Objects.Parse("{metadata: {finalizers: []}}"))).Code.Should().BeOneOf(200, 404);
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task PublicNamespace_IsOneBindingForTheUnauthenticated(PlaneKind plane)
    {
        var place = await cluster.PlaceAsync(plane);
        var client = new TokenClient(place.Cluster.Directly(null));
        await place.CreateAsync("app");
        var rbac = $"/apis/rbac.authorization.k8s.io/v1/namespaces/{place.Namespace}";
        (await place.Admin.PostAsync($"{rbac}/roles", Objects.Parse(
            $"{{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {{name: puller}}, rules: [{Puller}]}}"))).Expect(201);
        (await place.Admin.PostAsync($"{rbac}/rolebindings", Objects.Parse("""
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: public},
             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: puller},
             subjects: [{kind: Group, name: 'system:unauthenticated', apiGroup: rbac.authorization.k8s.io}]}
            """))).Expect(201);

        await EventuallyAsync(client, null, [$"repository:{place.Namespace}/app:pull,push"], $"repository:{place.Namespace}/app:pull");
        await EventuallyAsync(client, "viewer-token", [$"repository:{place.Namespace}/app:pull"]);
    }

    /// <summary>Rights take a moment to be known, and answers are remembered for another.</summary>
    private static Task EventuallyAsync(TokenClient client, string? password, string[] scopes, params string[] granted) =>
        TestKit.Eventually.Succeeds(async () => (await client.TokenAsync(password, scopes)).Access.Should().BeEquivalentTo(granted));
}
