using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>The client against a real kube-apiserver: what the scripted one only claims.</summary>
public sealed class RealControlPlaneTests(RealControlPlaneFixture fixture) : IClassFixture<RealControlPlaneFixture>, IAsyncLifetime
{
    private readonly string _ns = $"test-{Guid.NewGuid():N}";
    private readonly TemporaryFolder _folder = new();
    private readonly List<DecodeFailure> _failures = [];
    private KubernetesClient? _client;

    private KubernetesClient Client => _client!;

    private ResourceClient<ConfigMap> ConfigMaps => Client.Resource<ConfigMap>();

    private ResourceClient<Secret> Secrets => Client.Resource<Secret>();

    public async Task InitializeAsync()
    {
        if (ControlPlaneFactAttribute.ReasonToSkip is null)
        {
            _client = Connect(KubernetesClientConfiguration.BuildConfigFromConfigFile(fixture.Plane.KubeconfigPath));
            await _client.Resource<Namespace>().CreateAsync(new Namespace { Metadata = new ObjectMeta { Name = _ns } }, CancellationToken.None);
        }
    }

    public Task DisposeAsync()
    {
        _client?.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [ControlPlaneFact]
    public async Task SendAsync_Version_ComesOverHttp2()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version");

        using var response = await Client.SendAsync(request, CancellationToken.None);

        response.Version.Should().Be(new Version(2, 0));
        (await response.Content.ReadAsStringAsync()).Should().Contain("gitVersion");
    }

    [ControlPlaneFact]
    public async Task ConfigMap_WholeLife_IsServed()
    {
        var created = await ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);
        created.Metadata!.Uid.Should().NotBeNullOrEmpty();
        created.Metadata.ManagedFields!.Single().Manager.Should().Be("imagestreams");

        var updated = await ConfigMaps.UpdateAsync(created with { Data = Data("2") }, CancellationToken.None);
        var stale = () => ConfigMaps.UpdateAsync(created with { Data = Data("3") }, CancellationToken.None);
        (await stale.Should().ThrowAsync<KubeApiException>()).Which.IsConflict.Should().BeTrue();
        var again = () => ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);
        (await again.Should().ThrowAsync<KubeApiException>()).Which.IsAlreadyExists.Should().BeTrue();

        var dry = await ConfigMaps.UpdateAsync(updated with { Data = Data("dry") }, new WriteOptions { DryRun = true }, CancellationToken.None);
        dry.Data.Should().Contain("key", "dry");
        (await ConfigMaps.GetAsync(Key("a"), CancellationToken.None)).Data.Should().Contain("key", "2");

        var otherUid = () => ConfigMaps.DeleteAsync(Key("a"), new DeleteOptions { Preconditions = new Preconditions { Uid = "other" } }, CancellationToken.None);
        (await otherUid.Should().ThrowAsync<KubeApiException>()).Which.IsConflict.Should().BeTrue();
        await ConfigMaps.DeleteAsync(Key("a"), CancellationToken.None);
        (await ConfigMaps.FindAsync(Key("a"), CancellationToken.None)).Should().BeNull();
    }

    [ControlPlaneFact]
    public async Task PatchAsync_EveryForm_IsTaken()
    {
        await ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);

        await ConfigMaps.PatchAsync(Key("a"), Patch.Merge(Parse("""{"data":{"m":"1","key":null}}""")), CancellationToken.None);
        await ConfigMaps.PatchAsync(Key("a"), Patch.Json([Parse("""{"op":"add","path":"/data/j","value":"1"}""")]), CancellationToken.None);
        var patched = await ConfigMaps.PatchAsync(Key("a"), Patch.StrategicMerge(Parse("""{"data":{"s":"1"}}""")), CancellationToken.None);

        patched.Data.Should().Equal(new Dictionary<string, string> { ["j"] = "1", ["m"] = "1", ["s"] = "1" });
        var unknown = () => ConfigMaps.PatchAsync(
            Key("a"), Patch.Merge(Parse("""{"dataa":{}}""")), new WriteOptions { FieldValidation = "Strict" }, CancellationToken.None);
        (await unknown.Should().ThrowAsync<KubeApiException>()).Which.Message.Should().Contain("unknown field");
    }

    [ControlPlaneFact]
    public async Task Apply_TwoManagersOneField_ConflictsUnlessForced()
    {
        var mine = await ConfigMaps.PatchAsync(Key("a"), Patch.Apply(New("a", "1")), new WriteOptions { FieldManager = "me" }, CancellationToken.None);
        mine.Metadata!.ManagedFields!.Single().Operation.Should().Be("Apply");

        var other = () => ConfigMaps.PatchAsync(Key("a"), Patch.Apply(New("a", "2")), new WriteOptions { FieldManager = "you" }, CancellationToken.None);
        var error = (await other.Should().ThrowAsync<KubeApiException>()).Which;
        error.IsConflict.Should().BeTrue();
        error.Status.Details!.Causes!.Single().Field.Should().Be(".data.key");

        var forced = await ConfigMaps.PatchAsync(
            Key("a"), Patch.Apply(New("a", "2")), new WriteOptions { FieldManager = "you", Force = true }, CancellationToken.None);
        forced.Data.Should().Contain("key", "2");
    }

    [ControlPlaneFact]
    public async Task ListAsync_Pages_AreOneList()
    {
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => ConfigMaps.CreateAsync(New($"m{i:00}", "1"), CancellationToken.None)));

        var list = await ConfigMaps.ListAsync(ListOptions.In(_ns) with { Limit = 10 }, CancellationToken.None);

        list.Items!.Select(i => i.Metadata!.Name).Should().Equal(Enumerable.Range(0, 25).Select(i => $"m{i:00}"));
    }

    [ControlPlaneFact]
    public async Task EnumerateAsync_VersionForgottenBetweenPages_StartsOverAndGivesEachOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => CreateSecretAsync($"s{i:00}")));
        var page = await Secrets.ListPageAsync(ListOptions.In(_ns) with { Limit = 5 }, next: null, CancellationToken.None);
        List<string> names = [];

        await foreach (var item in Secrets.EnumerateAsync(ListOptions.In(_ns) with { Limit = 5 }, CancellationToken.None))
        {
            names.Add(item.Metadata!.Name!);
            if (names.Count == 2)
            {
                await CreateSecretAsync("s99");
                await fixture.Plane.CompactAsync();
            }
        }

        names.Should().OnlyHaveUniqueItems().And.HaveCount(13, "the restart shows what came meanwhile");
        var next = () => Secrets.ListPageAsync(ListOptions.In(_ns) with { Limit = 5 }, page.Continue, CancellationToken.None);
        (await next.Should().ThrowAsync<KubeApiException>("the version was really forgotten")).Which.IsExpired.Should().BeTrue();
    }

    [ControlPlaneFact]
    public async Task MetadataOnly_OfSecretsOfAType_BringsNoData()
    {
        await CreateSecretAsync("before");
        var listed = await Secrets.ListAsync(ListOptions.In(_ns) with { FieldSelector = "type=Opaque", MetadataOnly = true }, CancellationToken.None);
        listed.Items!.Select(s => s.Metadata!.Name).Should().Equal("before");
        var options = new InformerOptions<Secret> { Namespace = _ns, FieldSelector = "type=Opaque", MetadataOnly = true };
        using var informer = new Informer<Secret>(Secrets, options, NullLogger<Informer<Secret>>.Instance);
        await informer.StartAsync(CancellationToken.None);
        await informer.WaitForSyncAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        await CreateSecretAsync("after");

        await Eventually.Succeeds(() => informer.List().Select(s => s.Metadata!.Name).Should().BeEquivalentTo("before", "after"));
        informer.List().Should().OnlyContain(s => s.Data == null && s.Type == null && s.Metadata!.ResourceVersion != null);
        (await Secrets.GetAsync(Key("after"), CancellationToken.None)).Type.Should().Be("Opaque");
        await informer.StopAsync(CancellationToken.None);
    }

    [ControlPlaneFact]
    public async Task DeleteCollectionAsync_Selector_TakesOnlyThose()
    {
        await ConfigMaps.CreateAsync(New("keep", "1"), CancellationToken.None);
        var labelled = New("go", "1");
        await ConfigMaps.CreateAsync(
            labelled with { Metadata = labelled.Metadata! with { Labels = new Dictionary<string, string> { ["x"] = "y" } } }, CancellationToken.None);

        await ConfigMaps.DeleteCollectionAsync(ListOptions.In(_ns) with { LabelSelector = "x=y" }, new DeleteOptions(), CancellationToken.None);

        (await ConfigMaps.ListAsync(ListOptions.In(_ns), CancellationToken.None)).Items!.Select(i => i.Metadata!.Name).Should().Equal("keep");
    }

    [ControlPlaneFact]
    public async Task WatchAsync_VersionForgotten_IsExpired()
    {
        var first = await CreateSecretAsync("a");
        await CreateSecretAsync("b");
        await CreateSecretAsync("c"); // the latest version itself is kept
        await fixture.Plane.CompactAsync();

        var watch = async () =>
        {
            await foreach (var change in Secrets.WatchAsync(ListOptions.In(_ns) with { ResourceVersion = first.Metadata!.ResourceVersion }, CancellationToken.None))
            {
                change.Should().BeNull("there is nothing to go on from");
            }
        };

        (await watch.Should().ThrowAsync<KubeApiException>()).Which.IsExpired.Should().BeTrue();
    }

    [ControlPlaneFact]
    public async Task WatchAsync_FromAVersion_BringsExactlyWhatCameAfter()
    {
        var first = await ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);
        var second = await ConfigMaps.UpdateAsync(first with { Data = Data("2") }, CancellationToken.None);
        await ConfigMaps.DeleteAsync(Key("a"), CancellationToken.None);

        List<string> seen = [];
        await foreach (var change in ConfigMaps.WatchAsync(ListOptions.In(_ns) with { ResourceVersion = first.Metadata!.ResourceVersion }, CancellationToken.None))
        {
            seen.Add($"{change.Type} {change.Key.Name} {change.Object?.Data?["key"]}");
            if (change.Type == WatchEventType.Deleted)
            {
                break;
            }
        }

        seen.Should().Equal("Modified a 2", "Deleted a 2");
        second.Metadata!.ResourceVersion.Should().NotBe(first.Metadata!.ResourceVersion);
    }

    [ControlPlaneFact]
    public async Task Informer_PagesAndStreamingList_HoldWhatIsThere()
    {
        await ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);
        using var paged = new Informer<ConfigMap>(ConfigMaps, new() { Namespace = _ns }, NullLogger<Informer<ConfigMap>>.Instance);
        using var streamed = new Informer<ConfigMap>(ConfigMaps, new() { Namespace = _ns, StreamingList = true }, NullLogger<Informer<ConfigMap>>.Instance);
        await paged.StartAsync(CancellationToken.None);
        await streamed.StartAsync(CancellationToken.None);
        await paged.WaitForSyncAsync(CancellationToken.None);
        await streamed.WaitForSyncAsync(CancellationToken.None);
        paged.Find(Key("a")).Should().NotBeNull();
        streamed.Find(Key("a")).Should().NotBeNull();

        await ConfigMaps.CreateAsync(New("b", "1"), CancellationToken.None);
        await ConfigMaps.DeleteAsync(Key("a"), CancellationToken.None);

        foreach (var informer in new[] { paged, streamed })
        {
            await Eventually.Succeeds(() => informer.List().Select(i => i.Metadata!.Name).Should().Equal("b"));
            await informer.StopAsync(CancellationToken.None);
        }
    }

    [ControlPlaneFact]
    public async Task CustomResource_StoredVersionWithOneOfTheWrongForm_IsHeldWithoutThatOne()
    {
        var streams = await DefineImageStreamsAsync();
        var stream = new ImageStream { Metadata = new ObjectMeta { Name = "ruby", Namespace = _ns }, Spec = new ImageStreamSpec() };
        var created = await streams.CreateAsync(stream, CancellationToken.None);
        created.ApiVersion.Should().Be("image.openshift.io/v1stored");
        var withStatus = await streams.UpdateStatusAsync(
            created with { Status = new ImageStreamStatus { DockerImageRepository = "r" }, Spec = null }, CancellationToken.None);
        withStatus.Should().Match<ImageStream>(s => s.Status!.DockerImageRepository == "r" && s.Metadata!.Generation == 1 && s.Spec != null);
        await PostRawAsync($"/apis/image.openshift.io/v1stored/namespaces/{_ns}/imagestreams", """
            {"apiVersion":"image.openshift.io/v1stored","kind":"ImageStream","metadata":{"name":"bad"},"spec":{"tags":"none"}}
            """);
        using var informer = new Informer<ImageStream>(streams, new() { Namespace = _ns }, NullLogger<Informer<ImageStream>>.Instance);
        await informer.StartAsync(CancellationToken.None);
        await informer.WaitForSyncAsync(CancellationToken.None);

        informer.List().Should().ContainSingle().Which.Metadata!.Name.Should().Be("ruby");
        _failures.Should().ContainSingle().Which.Should().Match<DecodeFailure>(f => f.Key.Name == "bad" && f.Message == "spec.tags: has the wrong type");
        await streams.PatchAsync(new NamespacedName(_ns, "bad"), Patch.Merge(Parse("""{"spec":{"tags":[]}}""")), CancellationToken.None);
        await Eventually.Succeeds(() => informer.List().Should().HaveCount(2));
        await streams.PatchStatusAsync(new NamespacedName(_ns, "ruby"), Patch.Merge(Parse("""{"status":{"dockerImageRepository":7}}""")), CancellationToken.None)
            .ContinueWith(t => t.Exception!.InnerException.Should().BeOfType<KubeDecodeException>(), TaskScheduler.Default);
        await Eventually.Succeeds(() => informer.List().Should().ContainSingle().Which.Metadata!.Name.Should().Be("bad"));
        await informer.StopAsync(CancellationToken.None);
    }

    [ControlPlaneFact]
    public async Task LeaderElector_TwoCandidates_LeadOneAfterTheOther()
    {
        var options = () => new LeaderElectionOptions { Namespace = _ns, Name = "leader", RetryPeriod = TimeSpan.FromMilliseconds(200) };
        var (first, second) = (NewElector(options()), NewElector(options()));
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var firstRuns = first.RunAsync(_ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopFirst.Token).ContinueWith(_ => { }, TaskScheduler.Default), stopFirst.Token);
        await Eventually.Succeeds(() => first.IsLeader.Should().BeTrue());
        var secondRuns = second.RunAsync(_ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopSecond.Token).ContinueWith(_ => { }, TaskScheduler.Default), stopSecond.Token);
        await Eventually.Succeeds(() => second.Leader.Should().Be(first.Leader).And.NotBeNull());
        second.IsLeader.Should().BeFalse();

        await stopFirst.CancelAsync();
        await firstRuns;

        await Eventually.Succeeds(() => second.IsLeader.Should().BeTrue());
        await stopSecond.CancelAsync();
        await secondRuns;
        var lease = await Client.Resource<Lease>().GetAsync(Key("leader"), CancellationToken.None);
        lease.Spec!.HolderIdentity.Should().BeNullOrEmpty();
    }

    [ControlPlaneFact]
    public async Task EventRecorder_SameTwice_IsOneEventCountedTwo()
    {
        var configMap = await ConfigMaps.CreateAsync(New("a", "1"), CancellationToken.None);
        using var recorder = new EventRecorder(Client, new EventRecorderOptions(), NullLogger<EventRecorder>.Instance);
        await recorder.StartAsync(CancellationToken.None);

        recorder.Warning(configMap, "Broken", "it is");
        recorder.Warning(configMap, "Broken", "it is");

        await Eventually.Succeeds(async () =>
        {
            var events = await Client.Resource<Event>().ListAsync(ListOptions.In(_ns) with { FieldSelector = "involvedObject.name=a" }, CancellationToken.None);
            events.Items.Should().ContainSingle().Which.Should().Match<Event>(e => e.Count == 2 && e.Type == "Warning" && e.ReportingComponent == "imagestreams");
        });
        await recorder.StopAsync(CancellationToken.None);
    }

    [ControlPlaneFact]
    public async Task TokenFile_OfAServiceAccount_IsThatUserAndMayOnlyWhatItMay()
    {
        var account = await Client.Resource<ServiceAccount>().CreateAsync(
            new ServiceAccount { Metadata = new ObjectMeta { Name = "robot", Namespace = _ns } }, CancellationToken.None);
        var token = await Client.Resource<ServiceAccount>().CreateSubresourceAsync(
            Key("robot"), "token", new TokenRequest { Spec = new TokenRequestSpec { ExpirationSeconds = 600 } }, CancellationToken.None);
        var path = _folder.Write("token", "wrong");
        using var robot = Connect(Client.Configuration with { ClientCertificateData = null, ClientKeyData = null, TokenFilePath = path });

        var list = () => robot.Resource<ConfigMap>().ListAsync(ListOptions.In(_ns), CancellationToken.None);
        (await list.Should().ThrowAsync<KubeApiException>()).Which.IsUnauthorized.Should().BeTrue();
        _folder.Write("token", token.Status!.Token!);
        var error = (await list.Should().ThrowAsync<KubeApiException>("a refused token is read again")).Which;

        error.IsForbidden.Should().BeTrue();
        error.Status.Message.Should().Contain($"system:serviceaccount:{_ns}:{account.Metadata!.Name}");
    }

    [ControlPlaneFact]
    public async Task ExecPlugin_WithACertificate_IsThatUser()
    {
        var certificate = fixture.Plane.Authority.Client("exec-user", "exec-group");
        var answer = new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = ExecConfig.V1,
            ["status"] = new JsonObject { ["clientCertificateData"] = certificate.CertificatePem, ["clientKeyData"] = certificate.KeyPem },
        };
        var plugin = _folder.WriteScript("plugin", $"cat {_folder.Write("answer", answer.ToJsonString())}");
        using var user = Connect(Client.Configuration with { ClientCertificateData = null, ClientKeyData = null, Exec = new ExecConfig(plugin, ExecConfig.V1) });

        var review = await user.Resource<SelfSubjectReview>().CreateAsync(new SelfSubjectReview(), CancellationToken.None);

        review.Status!.UserInfo!.Username.Should().Be("exec-user");
        review.Status.UserInfo.Groups.Should().Contain("exec-group");
    }

    [ControlPlaneFact]
    public async Task Impersonation_AsAndGroup_IsThatUser()
    {
        using var user = Connect(Client.Configuration with
        {
            Impersonation = new Impersonation("someone", null, ["team"], new Dictionary<string, IReadOnlyList<string>>()),
        });

        var review = await user.Resource<SelfSubjectReview>().CreateAsync(new SelfSubjectReview(), CancellationToken.None);

        (review.Status!.UserInfo!.Username, review.Status.UserInfo.Groups!.Contains("team")).Should().Be(("someone", true));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static Dictionary<string, string> Data(string value) => new() { ["key"] = value };

    private NamespacedName Key(string name) => new(_ns, name);

    private ConfigMap New(string name, string value) => new() { Metadata = new ObjectMeta { Name = name, Namespace = _ns }, Data = Data(value) };

    private Task<Secret> CreateSecretAsync(string name) =>
        Secrets.CreateAsync(new Secret { Metadata = new ObjectMeta { Name = name, Namespace = _ns } }, CancellationToken.None);

    private KubernetesClient Connect(KubernetesClientConfiguration configuration) =>
        TestClients.To(configuration, TimeProvider.System, new KubernetesClientOptions { OnDecodeFailure = _failures.Add });

    private LeaderElector NewElector(LeaderElectionOptions options) => new(Client, options, NullLogger<LeaderElector>.Instance);

    private async Task PostRawAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await Client.SendAsync(request, CancellationToken.None);
        response.IsSuccessStatusCode.Should().BeTrue(await response.Content.ReadAsStringAsync());
    }

    private async Task<ResourceClient<ImageStream>> DefineImageStreamsAsync()
    {
        await Client.Resource<CustomResourceDefinition>().PatchAsync(
            NamespacedName.Cluster("imagestreams.image.openshift.io"),
            Patch.Apply(Parse("""
                {
                  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                  "metadata": {
                    "name": "imagestreams.image.openshift.io",
                    "annotations": { "api-approved.kubernetes.io": "unapproved, a test" }
                  },
                  "spec": {
                    "group": "image.openshift.io", "scope": "Namespaced", "names": { "kind": "ImageStream", "plural": "imagestreams" },
                    "versions": [{
                      "name": "v1stored", "served": true, "storage": true, "subresources": { "status": {} },
                      "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } }
                    }]
                  }
                }
                """)),
            CancellationToken.None);
        var streams = Client.Resource<ImageStream>(ImageStream.ResourceKind with { Version = "v1stored" });
        await Eventually.Succeeds(() => streams.ListAsync(ListOptions.In(_ns), CancellationToken.None));
        return streams;
    }
}
