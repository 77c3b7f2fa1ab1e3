using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>CVE-2024-29902 and its kin: no answer costs more memory or time than we allow.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const string Route = "GET /v2/team/app/manifests/latest";

    private readonly ManualTimeProvider _time = new();
    private readonly SampleImage _image = SampleImage.Create(1);
    private FaultyRegistry _registry = null!;
    private TestTransport _transport = null!;

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        _transport = new TestTransport(time: _time);
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetManifest_Of100Megabytes_StopsAtTheLimit_CVE_2024_29902(bool tellsLength)
    {
        _registry.On(Route, Answers.Huge(100 << 20, MediaTypes.OciManifest, tellsLength));
        var before = GC.GetTotalAllocatedBytes();

        var failure = await Expect.FailureAsync(RegistryErrorKind.TooLarge, PullAsync);

        failure.Message.Should().Contain("the manifest is larger than 4194304 bytes");
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(60 << 20);
    }

    [Fact]
    public async Task GetManifest_AsAGzipBomb_StopsAtTheLimitOfWhatItUnpacksTo()
    {
        _registry.On(Route, Answers.GzipBomb(1L << 30, MediaTypes.OciManifest));

        await Expect.FailureAsync(RegistryErrorKind.TooLarge, PullAsync);
    }

    [Fact]
    public async Task GetManifest_ThatComesPacked_IsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(_image.OciManifest.Bytes);
        }

        _registry.On(Route, Answers.With(Answers.Bytes(packed.ToArray(), MediaTypes.OciManifest), ("Content-Encoding", "gzip")));

        (await PullAsync()).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Theory]
    [InlineData("gzip", "not the gzip data")]
    [InlineData("br", "unknown content encoding")]
    public async Task GetManifest_InAnUnreadableEncoding_SaysSo(string encoding, string why)
    {
        _registry.On(Route, Answers.With(Answers.Bytes(_image.OciManifest.Bytes, MediaTypes.OciManifest), ("Content-Encoding", encoding)));

        (await Expect.FailureAsync(RegistryErrorKind.Server, PullAsync)).Message.Should().Contain(why);
    }

    [Fact]
    public async Task GetConfig_LargerThanTheLimit_Stops()
    {
        _registry.On($"GET /v2/team/app/blobs/{_image.Config.Digest}", Answers.Huge(5 << 20, "application/octet-stream", tellsLength: false));

        await Expect.FailureAsync(RegistryErrorKind.TooLarge, () => _transport.Client(_registry).GetConfigAsync(_image.Config.Digest, default));
    }

    [Fact]
    public async Task CopyBlob_LargerThanAskedFor_Stops()
    {
        var layer = _image.Layers[0];
        _registry.On($"GET /v2/team/app/blobs/{layer.Digest}", Answers.Bytes(layer.Content, "application/octet-stream"));

        await Expect.FailureAsync(
            RegistryErrorKind.TooLarge, () => _transport.Client(_registry).CopyBlobAsync(layer.Digest, layer.Size - 1, Stream.Null, default));
    }

    [Fact]
    public async Task GetManifest_WithAnEndlessErrorBody_StillTellsTheStatus()
    {
        _registry.On(Route, async context =>
        {
            context.Response.StatusCode = 500;
            await Answers.Huge(50 << 20, "application/json", tellsLength: false)(context);
        });

        (await Expect.FailureAsync(RegistryErrorKind.Server, PullAsync)).StatusCode.Should().Be(500);
    }

    [Fact]
    public async Task GetManifest_ThatStalls_TimesOut()
    {
        _registry.On(Route, Answers.Stall());

        await TimesOutAsync(PullAsync());
    }

    [Fact]
    public async Task GetManifest_ThatDrips_TimesOutThoughBytesArrive()
    {
        _registry.On(Route, Answers.Drip(MediaTypes.OciManifest));

        await TimesOutAsync(PullAsync());
    }

    [Fact]
    public async Task GetManifest_WhoseTokenServiceStalls_TimesOut()
    {
        _registry.On(Route, Answers.Challenge($"Bearer realm=\"{_registry.Url}/token\""));
        _registry.On("GET /token", Answers.Stall());
        var pull = PullAsync();
        await Eventually.Succeeds(() => _registry.Count("GET /token").Should().Be(1));

        _time.Advance(TimeSpan.FromSeconds(31));

        await Expect.FailureAsync(RegistryErrorKind.Timeout, () => pull);
    }

    [Fact]
    public async Task GetManifest_WithRetriesThatTakeTooLong_EndsWithTheOperation()
    {
        await using var transport = new TestTransport(
            o =>
            {
                o.RetryDelay = TimeSpan.FromHours(1);
                o.OperationTimeout = TimeSpan.FromSeconds(20);
            },
            _time);
        _registry.On(Route, Answers.Html(503));
        var pull = transport.Client(_registry).GetManifestAsync("latest", default);
        await Eventually.Succeeds(() => _registry.Count(Route).Should().Be(1));

        _time.Advance(TimeSpan.FromSeconds(21));

        await Expect.FailureAsync(RegistryErrorKind.Timeout, () => pull);
        _registry.Count(Route).Should().Be(1);
    }

    [Fact]
    public async Task CopyBlob_ThatStallsInTheMiddle_TimesOut()
    {
        var layer = _image.Layers[0];
        _registry.On($"GET /v2/team/app/blobs/{layer.Digest}", Answers.HalfThenStall(layer.Content, "application/octet-stream"));
        using var copy = new MemoryStream();
        var copying = _transport.Client(_registry).CopyBlobAsync(layer.Digest, layer.Size, copy, default);
        await Eventually.Succeeds(() => copy.Length.Should().Be(layer.Size / 2));

        _time.Advance(TimeSpan.FromSeconds(31));

        await Expect.FailureAsync(RegistryErrorKind.Timeout, () => copying);
    }

    [Fact]
    public async Task CopyBlob_ThatDrips_GoesOnWhileBytesArrive()
    {
        var layer = _image.Layers[0];
        _registry.On($"GET /v2/team/app/blobs/{layer.Digest}", Answers.Drip("application/octet-stream"));
        using var cancellation = new CancellationTokenSource();
        using var copy = new MemoryStream();
        var copying = _transport.Client(_registry).CopyBlobAsync(layer.Digest, long.MaxValue, copy, cancellation.Token);

        for (var i = 0; i < 5; i++)
        {
            // Two pieces later the clock of the transfer has certainly been started anew.
            var length = copy.Length;
            await Eventually.Succeeds(() => copy.Length.Should().BeGreaterThan(length + 1));
            _time.Advance(TimeSpan.FromSeconds(25));
        }

        copying.IsCompleted.Should().BeFalse("125 seconds are more than a request may take, but bytes arrive");
        await cancellation.CancelAsync();
        await FluentActions.Awaiting(() => copying).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("{\"errors\":")]
    [InlineData("{\"errors\":[]}")]
    [InlineData("{\"errors\":[1,{\"code\":2}]}")]
    [InlineData("[]")]
    public async Task GetManifest_WithAnOddErrorBody_StillTellsTheStatus(string body)
    {
        _registry.On(Route, Answers.Bytes(403, Encoding.UTF8.GetBytes(body), "application/json"));

        await Expect.FailureAsync(RegistryErrorKind.Forbidden, PullAsync);
    }

    private Task<Manifest> PullAsync() => _transport.Client(_registry).GetManifestAsync("latest", default);

    private async Task TimesOutAsync(Task pull)
    {
        await Eventually.Succeeds(() => _registry.Count(Route).Should().Be(1));

        _time.Advance(TimeSpan.FromSeconds(31));

        var failure = await Expect.FailureAsync(RegistryErrorKind.Timeout, () => pull);
        failure.Message.Should().Contain("did not answer in time");
    }
}
