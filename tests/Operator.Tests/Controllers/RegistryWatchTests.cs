using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/importing.md#a-registry-that-is-down.</summary>
public sealed class RegistryWatchTests : IAsyncLifetime
{
    private const int Streams = 20;

    private static readonly SampleImage Image = SampleImage.Create(1);
    private static readonly string Digest = Image.OciManifest.Digest.ToString();

    private ControllerFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ControllerFixture.CreateAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Fact]
    public async Task Registry_ThatIsBackAfterTenMinutes_HealsEverythingWithinAMinute()
    {
        for (var i = 0; i < Streams; i++)
        {
            foreach (var method in (string[])["GET", "HEAD"])
            {
                _fixture.Registry.On($"{method} /v2/late/image{i}/manifests/1", Answers.Status(503));
            }

            _fixture.Apply($"s{i}", ControllerFixture.Tag("latest", _fixture.From($"late/image{i}:1")));
        }

        _fixture.Registry.On("GET /v2/", Answers.Status(503));
        await _fixture.StartAsync();
        await Eventually.Succeeds(() => Each(i => _fixture.Reason($"s{i}", "latest").Should().Be(ImportReasons.InternalError)));
        var looks = 0;
        for (var start = _fixture.Time.GetUtcNow(); _fixture.Time.GetUtcNow() < start.AddMinutes(10); looks++)
        {
            await AdvanceToTheNextProbeAsync();
        }

        looks.Should().BeInRange(11, 13);
        _fixture.Registry.Requests.Should().HaveCountLessThan(40, "a registry that is down is asked for little: streams begin with a few, then it is looked for once in a while");
        await Eventually.Succeeds(() => _fixture.Lane.LimitedUntil.Should().BeAfter(_fixture.Time.GetUtcNow()));
        for (var i = 0; i < Streams; i++)
        {
            _fixture.Serve($"late/image{i}", "1", Image);
        }

        _fixture.Registry.On("GET /v2/", Answers.Status(401));
        await AdvanceToTheNextProbeAsync();

        await Eventually.Succeeds(() => Each(i =>
        {
            _fixture.Image($"s{i}", "latest").Should().Be(Digest);
            _fixture.Status($"s{i}", "latest")!.ContainsKey("conditions").Should().BeFalse();
        }));
    }

    [Fact]
    public async Task Registry_ThatStalls_DelaysNoStreamOfAnotherThoughMoreStreamsWaitForItThanThereAreWorkers()
    {
        await using var stalling = await FaultyRegistry.StartAsync();
        for (var i = 0; i < 100; i++)
        {
            stalling.On($"GET /v2/slow/image{i}/manifests/1", Answers.Stall());
            _fixture.Apply($"slow{i}", ControllerFixture.Tag("latest", $"{stalling.Host}/slow/image{i}:1"));
        }

        await _fixture.StartAsync();
        await Eventually.Succeeds(() => stalling.Requests.Should().HaveCount(_fixture.Settings.Current.RequestsPerRegistry));

        await _fixture.SeeAnotherStreamAsync();

        stalling.Requests.Should().HaveCount(_fixture.Settings.Current.RequestsPerRegistry, "it did not get better meanwhile");
        _fixture.Settings.Current.Workers.Should().BeLessThan(100);
    }

    [Fact]
    public async Task Streams_ThatArePutOff_AreCalledWhenThereIsAPlace()
    {
        _fixture.Settings.Replace(_fixture.Settings.Current with { StreamsPerRegistry = 1 });
        var release = new TaskCompletionSource();
        _fixture.Registry.On("GET /v2/slow/image/manifests/1", async context =>
        {
            await release.Task;
            await Answers.Manifest(Image.OciManifest)(context);
        });
        _fixture.Serve("quick/image", "1", Image);
        await _fixture.StartAsync();
        _fixture.Apply("first", ControllerFixture.Tag("latest", _fixture.From("slow/image:1")));
        await Eventually.Succeeds(() => _fixture.RequestsTo("/v2/slow/").Should().Be(1));
        for (var i = 0; i < 5; i++)
        {
            _fixture.Apply($"s{i}", ControllerFixture.Tag("latest", _fixture.From("quick/image:1")));
        }

        await Eventually.Succeeds(() => _fixture.Lane.WaitingStreams.Should().Be(5));
        _fixture.RequestsTo("/v2/quick/").Should().Be(0);
        release.SetException(new IOException("broken off"));

        await Eventually.Succeeds(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                _fixture.Image($"s{i}", "latest").Should().Be(Digest);
            }
        });
        _fixture.Lane.WaitingStreams.Should().Be(0);
    }

    private static void Each(Action<int> check)
    {
        for (var i = 0; i < Streams; i++)
        {
            check(i);
        }
    }

    private async Task AdvanceToTheNextProbeAsync()
    {
        await Eventually.Succeeds(() => _fixture.Lane.LimitedUntil.Should().BeAfter(_fixture.Time.GetUtcNow()));
        var pause = _fixture.Lane.LimitedUntil!.Value - _fixture.Time.GetUtcNow();
        pause.Should().BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        _fixture.Time.Advance(pause);
    }
}
