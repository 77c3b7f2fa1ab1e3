using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>docs/spec/registries.md#rate-limits.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private const string Route = "/v2/team/app/manifests/latest";

    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly ManualTimeProvider _time = new();
    private readonly List<RegistryAnswer> _answers = [];
    private TestTransport _transport = null!;
    private FaultyRegistry _registry = null!;

    public static TheoryData<string[], long?, long?, int?, int?> Headers => new()
    {
        { ["ratelimit-limit: 100;w=21600", "ratelimit-remaining: 76;w=21600"], 76, 100, 21600, null },
        { ["RateLimit-Limit: 100, 100;w=60", "RateLimit-Remaining: 0", "RateLimit-Reset: 30"], 0, 100, 60, 30 },
        { ["X-RateLimit-Limit: 5000", "X-RateLimit-Remaining: 4999", "X-RateLimit-Reset: 1767225660"], 4999, 5000, null, 60 },
        { ["X-RateLimit-Remaining: 1", "X-RateLimit-Reset: 1767225540"], 1, null, null, 0 },
        { ["RateLimit: limit=100, remaining=50, reset=5"], 50, 100, null, 5 },
        { ["RateLimit: \"default\";r=50;t=30"], 50, null, null, 30 },
        { ["ratelimit-remaining: many"], null, null, null, null },
        { ["ratelimit-remaining: -1"], null, null, null, null },
        { ["ratelimit-remaining: 99999999999999999999"], null, null, null, null },
        { ["ratelimit-remaining: "], null, null, null, null },
        { [], null, null, null, null },
    };

    public async Task InitializeAsync()
    {
        _transport = new TestTransport(time: _time);
        _registry = await FaultyRegistry.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Answer_OfARegistryThatCounts_TellsWhatIsLeft(string[] headers, long? remaining, long? limit, int? window, int? reset)
    {
        var said = headers.Select(h => (h.Split(": ")[0], h.Split(": ")[1])).ToArray();
        _registry.On($"HEAD {Route}", Answers.With(Answers.Manifest(_image.OciManifest), said));

        await Client().HeadManifestAsync("latest", CancellationToken.None);

        var told = _answers.Should().ContainSingle().Which.RateLimit;
        told?.Remaining.Should().Be(remaining);
        told.Should().Be(remaining is null ? null : new RegistryRateLimit(remaining.Value, limit, Seconds(window), Seconds(reset)));
    }

    [Fact]
    public async Task Answers_OfOthersToWhomTheRegistryLeads_AreNotTheRegistrys()
    {
        await using var cdn = await FaultyRegistry.StartAsync();
        var digest = _image.Config.Digest;
        cdn.On("GET /blob", Answers.With(Answers.Bytes(_image.Config.Content, MediaTypes.OctetStream), ("ratelimit-remaining", "0")));
        _registry.On($"GET /v2/team/app/blobs/{digest}", Answers.Redirect(307, $"{cdn.Url}/blob"));

        await Client().GetConfigAsync(digest, CancellationToken.None);

        _answers.Should().Equal(new RegistryAnswer(307, null));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(401, true)]
    [InlineData(404, true)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    public async Task Ping_AnyAnswerButAFailure_IsEnough(int status, bool answers)
    {
        _registry.On("GET /v2/", Answers.Status(status));

        var ping = () => Client().PingAsync(CancellationToken.None);

        if (answers)
        {
            await ping.Should().NotThrowAsync();
        }
        else
        {
            (await ping.Should().ThrowAsync<RegistryException>()).Which.Kind.Should().Be(RegistryErrorKind.Server);
        }

        _registry.Requests.Should().ContainSingle();
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } number ? TimeSpan.FromSeconds(number) : null;

    private RegistryClient Client() => _transport.Transport.Client(
        TestTransport.Repository(_registry.Host), new RegistryAccess(AnonymousKeychain.Instance, Insecure: true) { OnAnswer = _answers.Add });
}
