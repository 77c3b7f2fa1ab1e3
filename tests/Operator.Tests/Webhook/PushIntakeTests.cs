using System.Text.Json.Nodes;
using ImageStreams.Import;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#hints, docs/spec/push.md#other-registries</summary>
public sealed class PushIntakeTests : IAsyncLifetime
{
    private static readonly SampleImage Image = SampleImage.Create(1);

    private PushFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await PushFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData(PushFixture.IntegratedHost)]
    [InlineData("registry.example")] // for the world outside
    [InlineData("other.example")] // as the settings say
    [InlineData("localhost:5000")] // a tunnel
    public async Task Hint_OfTheRegistryUnderAnyOfItsNames_IsLookedAt(string host)
    {
        _fixture.Serve("test/app", "latest", Image);

        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest", host: host)));

        await Eventually.Succeeds(() => _fixture.Image("app", "latest").Should().NotBeNull());
    }

    [Fact]
    public async Task Hint_OfZot_WhichNamesNoHost_IsLookedAt()
    {
        _fixture.Serve("test/app", "latest", Image);

        await _fixture.SendAsync("""{"specversion":"1.0","id":"1","type":"zotregistry.image.updated","data":{"name":"test/app","reference":"latest"}}""");

        await Eventually.Succeeds(() => _fixture.Image("app", "latest").Should().NotBeNull());
    }

    [Fact]
    public async Task Hint_OfSomethingElse_AsksNobody()
    {
        await _fixture.SendAsync(PushFixture.Envelope(
            PushFixture.Event("1", "push", "a/b/c", "latest"), PushFixture.Event("2", "push", "segment", "latest"), PushFixture.Event("3", "pull", "test/app", "latest")));
        await _fixture.SendAsync("""{"push_data":{"tag":"latest"},"repository":{"repo_name":"test/app"}}""");
        _fixture.Serve("test/last", "latest", Image);
        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("4", "push", "test/last", "latest")));
        await Eventually.Succeeds(() => _fixture.Image("last", "latest").Should().NotBeNull());

        _fixture.Registry.Requests.Should().OnlyContain(r => r.Path.StartsWith("/v2/test/last/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hint_ThatAManifestWasDeleted_IsAboutTheTagsThatStandForIt()
    {
        var digest = Image.OciManifest.Digest.ToString();
        _fixture.Serve("test/app", "a", Image);
        _fixture.Serve("test/app", "b", Image);
        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "a", digest), PushFixture.Event("2", "push", "test/app", "b", digest)));
        await Eventually.Succeeds(() => (_fixture.Image("app", "a"), _fixture.Image("app", "b")).Should().Be((digest, digest)));
        foreach (var tag in (string[])["a", "b"])
        {
            _fixture.Registry.On($"HEAD /v2/test/app/manifests/{tag}", Answers.Error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
        }

        _fixture.Registry.On("GET /v2/test/app/tags/list", Answers.Json("""{"name":"test/app","tags":null}"""));

        await Eventually.Succeeds(async () =>
        {
            await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event(Guid.NewGuid().ToString(), "delete", "test/app", "", digest)));
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            (_fixture.Image("app", "a"), _fixture.Image("app", "b")).Should().Be((null, null));
        });
        await Eventually.Succeeds(() => _fixture.Events.Should().Contain("TagDeleted tag a was deleted from the registry").And.Contain("TagDeleted tag b was deleted from the registry"));
    }

    [Fact]
    public async Task Hint_OfADigestAlone_IsLookedAtAfterTheListThatItMayBePartOf()
    {
        _fixture.Serve("test/app", Image.OciManifest.Digest.ToString(), Image);
        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "", Image.OciManifest.Digest.ToString())));
        _fixture.Serve("test/last", "latest", Image);
        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("2", "push", "test/last", "latest")));
        await Eventually.Succeeds(() => _fixture.Image("last", "latest").Should().NotBeNull());

        _fixture.Count("HEAD", "test/app").Should().Be(0);
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.Succeeds(() => _fixture.Count("HEAD", "test/app").Should().Be(1));
    }

    [Fact]
    public async Task Hint_OfAnotherRegistry_HasTheTagsLookedAtThatFollowIt_AndNoOthers()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { Integrated = new IntegratedRegistry() });
        _fixture.Serve("x/y", "1", Image);
        Apply("follows", scheduled: true);
        Apply("was-imported-once", scheduled: false);
        await Eventually.Succeeds(() => _fixture.Get<Kubernetes.ILister<Entities.ImageStream>>().List().Should().HaveCount(2));

        await _fixture.SendAsync($$$"""{"event_data":{"resources":[{"tag":"1","resource_url":"{{{_fixture.Registry.Host}}}/x/y:1"}],"repository":{"repo_full_name":"x/y"}},"type":"PUSH_ARTIFACT"}""");

        await Eventually.Succeeds(() => _fixture.Image("follows", "latest").Should().Be(Image.OciManifest.Digest.ToString()));
        _fixture.Image("was-imported-once", "latest").Should().Be("old");
        await Eventually.Succeeds(() => _fixture.Events.Should().ContainSingle().Which.Should().StartWith("TagMoved tag latest moved from "));
    }

    [Fact]
    public async Task Refusals_AreToldOnTheStreamThatIsNotThere_OrOnTheNamespaceThatIsNot()
    {
        _fixture.Serve("nowhere/app", "latest", Image);
        _fixture.Serve("test/app", "latest", Image);
        _fixture.Cluster.Fail(request => request.Method == "POST" && request.Path.EndsWith("/imagestreams", StringComparison.Ordinal)
            ? FakeReply.Status(403, "Forbidden", "exceeded quota: streams")
            : null);

        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "nowhere/app", "latest"), PushFixture.Event("2", "push", "test/app", "latest")));

        await Eventually.Succeeds(() => _fixture.Events.Should().BeEquivalentTo(
            "PushRefused image stream app, tag latest: the namespace nowhere does not exist", "PushRefused tag latest: exceeded quota: streams"));
        _fixture.Cluster.Names($"{ControllerFixture.Group}/images").Should().BeEmpty();
    }

    [Fact]
    public async Task ARegistryThatFails_IsAskedAgain_AndGivenUpAtLast()
    {
        foreach (var method in (string[])["HEAD", "GET"])
        {
            _fixture.Registry.On($"{method} /v2/test/app/manifests/latest", Answers.Status(403));
        }

        await _fixture.SendAsync(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest")));

        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(5));
            _fixture.Events.Should().ContainSingle().Which.Should().StartWith("PushFailed tag latest: ");
        });
        _fixture.Registry.Requests.Count.Should().BeLessThanOrEqualTo(22, "eleven looks");
    }

    private void Apply(string name, bool scheduled) => _fixture.Cluster.Put(PushFixture.PathOf(name), new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["tags"] = new JsonArray(new JsonObject
            {
                ["name"] = "latest",
                ["generation"] = 1,
                ["from"] = new JsonObject { ["kind"] = "DockerImage", ["name"] = $"{_fixture.Registry.Host}/x/y:1" },
                ["importPolicy"] = new JsonObject { ["insecure"] = true, ["scheduled"] = scheduled },
            }),
        },
        ["status"] = new JsonObject
        {
            ["tags"] = new JsonArray(new JsonObject
            {
                ["tag"] = "latest",
                ["items"] = new JsonArray(new JsonObject
                {
                    ["created"] = "2026-01-01T00:00:00Z",
                    ["dockerImageReference"] = "old/image@sha",
                    ["image"] = "old",
                    ["generation"] = 1,
                }),
            }),
        },
    });
}
