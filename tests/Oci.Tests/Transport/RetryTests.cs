using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.Oci.Tests;

public sealed class RetryTests : IAsyncLifetime
{
    private const string Route = "GET /v2/team/app/manifests/latest";

    private readonly SampleImage _image = SampleImage.Create(1);
    private readonly TestTransport _transport = new();
    private FaultyRegistry _registry = null!;

    private RequestDelegate Good => Answers.Manifest(_image.OciManifest);

    public async Task InitializeAsync() => _registry = await FaultyRegistry.StartAsync();

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Get_AfterAPassingFailure_Succeeds(int status)
    {
        _registry.On(Route, Answers.Html(status), Answers.Html(status), Answers.Html(status), Good);

        (await PullAsync()).Digest.Should().Be(_image.OciManifest.Digest);

        _registry.Count(Route).Should().Be(4);
    }

    [Fact]
    public async Task Get_AfterResetsAndBrokenBodies_Succeeds()
    {
        _registry.On(Route, Answers.Reset(), Answers.Truncated(_image.OciManifest.Bytes, MediaTypes.OciManifest), Good);

        (await PullAsync()).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_When429HasNoRetryAfter_BacksOff()
    {
        _registry.On(Route, Answers.TooManyRequests(null), Answers.TooManyRequests("0"), Good);

        await PullAsync();

        _registry.Count(Route).Should().Be(3);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Get_AfterALastingFailure_IsNotRepeated(int status)
    {
        _registry.On(Route, Answers.Html(status), Good);

        var failure = await Expect.FailureAsync(PullAsync);

        failure.StatusCode.Should().Be(status);
        _registry.Count(Route).Should().Be(1);
    }

    [Fact]
    public async Task Get_WhenItNeverGetsBetter_GivesUpAndTellsTheLastAnswer()
    {
        _registry.On(Route, Answers.TooManyRequests("0"));

        var failure = await Expect.FailureAsync(RegistryErrorKind.TooManyRequests, PullAsync);

        failure.RetryAfter.Should().Be(TimeSpan.Zero);
        failure.Errors.Should().ContainSingle().Which.Code.Should().Be("TOOMANYREQUESTS");
        _registry.Count(Route).Should().Be(4);
    }

    [Fact]
    public async Task Get_WhenAskedToWaitLong_LeavesItToTheCaller()
    {
        _registry.On(Route, Answers.TooManyRequests("3600"));

        var failure = await Expect.FailureAsync(RegistryErrorKind.TooManyRequests, PullAsync);

        failure.RetryAfter.Should().Be(TimeSpan.FromHours(1));
        _registry.Count(Route).Should().Be(1);
    }

    [Fact]
    public async Task Get_WithADateInRetryAfter_CountsFromNow()
    {
        var time = new ManualTimeProvider();
        await using var transport = new TestTransport(time: time);
        _registry.On(Route, Answers.TooManyRequests((time.GetUtcNow() + TimeSpan.FromMinutes(5)).ToString("R", null)));

        var failure = await Expect.FailureAsync(() => transport.Client(_registry).GetManifestAsync("latest", default));

        failure.RetryAfter.Should().Be(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Pipeline_WithRetryAfter_WaitsExactlySoLong()
    {
        var time = new ManualTimeProvider();
        var pipeline = RetryPolicy.Create(new RegistryTransportOptions(), time);
        var calls = 0;
        var running = pipeline.ExecuteAsync(_ => ++calls == 1 ? throw Busy() : ValueTask.FromResult(calls)).AsTask();

        time.WaitingTimers.Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(6.9));
        calls.Should().Be(1);
        time.Advance(TimeSpan.FromSeconds(0.1));

        (await running).Should().Be(2);
    }

    [Fact]
    public async Task Get_WithRetriesSwitchedOff_AsksOnce()
    {
        await using var transport = new TestTransport(o => o.Retries = 0);
        _registry.On(Route, Answers.Html(503), Good);

        await Expect.FailureAsync(() => transport.Client(_registry).GetManifestAsync("latest", default));

        _registry.Count(Route).Should().Be(1);
    }

    [Fact]
    public async Task Get_WhenCancelled_EndsAtOnceAndSaysSo()
    {
        _registry.On(Route, Answers.Stall());
        using var cancellation = new CancellationTokenSource();
        var pull = _transport.Client(_registry).GetManifestAsync("latest", cancellation.Token);
        await Eventually.Succeeds(() => _registry.Count(Route).Should().Be(1));

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => pull).Should().ThrowAsync<OperationCanceledException>();
    }

    private static RegistryException Busy() => new(RegistryErrorKind.TooManyRequests, "busy", null)
    {
        RetryAfter = TimeSpan.FromSeconds(7),
        IsRepeatable = true,
    };

    private Task<Manifest> PullAsync() => _transport.Client(_registry).GetManifestAsync("latest", default);
}
