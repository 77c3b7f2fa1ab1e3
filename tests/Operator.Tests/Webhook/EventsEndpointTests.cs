using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>docs/spec/push.md#the-endpoint</summary>
public sealed class EventsEndpointTests : IAsyncLifetime
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(PushFixture.Envelope(PushFixture.Event("1", "push", "test/app", "latest")));

    private PushFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await PushFixture.StartAsync();

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    [Theory]
    [InlineData("Bearer secret of the registries", 202)]
    [InlineData("bearer  secret of the registries ", 202)]
    [InlineData("Basic any:secret of the registries", 202)]
    [InlineData("Basic :secret of the registries", 202)]
    [InlineData("Bearer secret of the registrie", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData("Basic secret of the registries", 401)]
    [InlineData("Basic any:wrong", 401)]
    [InlineData("secret of the registries", 401)]
    [InlineData("", 401)]
    public async Task Post_WithACredential_IsTakenWhenItIsTheSecret(string credential, int expected)
    {
        var answer = await _fixture.AnswerAsync(Body, request => request.Headers.Authorization = Encoded(credential));

        answer.StatusCode.Should().Be(expected);
        answer.Headers.WWWAuthenticate.Count.Should().Be(expected == 401 ? 1 : 0);
    }

    [Theory]
    [InlineData("secret of the registries", 202)]
    [InlineData("another secret", 401)]
    [InlineData("", 401)]
    public async Task Post_WithASignature_IsTakenWhenTheSecretMadeIt(string secret, int expected)
    {
        var signature = secret.Length == 0 ? "nonsense" : $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body))}";

        (await _fixture.SendAsync(Body, request => request.Headers["X-Hub-Signature-256"] = signature)).Should().Be(expected);
        (await _fixture.SendAsync([.. Body, (byte)' '], request => request.Headers["X-Hub-Signature-256"] = signature)).Should().Be(401, "it is of another body");
    }

    [Fact]
    public async Task Post_WithoutTheSecret_IsNotRead()
    {
        var body = new UnreadableStream();

        (await _fixture.SendAsync([], request => request.Body = body)).Should().Be(401);
        (await _fixture.SendAsync([], request => (request.Body, request.Headers.Authorization) = (body, "Bearer wrong"))).Should().Be(401);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_AreRefused(string method)
    {
        var answer = await _fixture.AnswerAsync(Body, request => request.Method = method);

        answer.StatusCode.Should().Be(405);
        answer.Headers.Allow.ToString().Should().Be("POST");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Post_TooMuch_IsRefused(bool tellsLength)
    {
        (await _fixture.SendAsync(new byte[EventsEndpoint.MaxBytes + 1], request =>
        {
            request.Headers.Authorization = $"Bearer {PushFixture.Secret}";
            request.ContentLength = tellsLength ? EventsEndpoint.MaxBytes + 1 : null;
        })).Should().Be(413);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"events\":[{\"id\":\"1\",")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    public async Task Post_WhatCannotBeRead_IsRefused(string body) => (await _fixture.SendAsync(body)).Should().Be(400);

    [Fact]
    public async Task Post_ABodyThatDoesNotCome_IsGivenUp()
    {
        var sending = _fixture.SendAsync([], request => (request.Body, request.Headers.Authorization) = (new SilentStream(), $"Bearer {PushFixture.Secret}"));

        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            sending.IsCompleted.Should().BeTrue();
        });

        (await sending).Should().Be(408);
    }

    [Fact]
    public async Task Post_WhileStrangersSendSlowly_IsTakenAllTheSame()
    {
        var strangers = Enumerable.Range(0, 10).Select(_ => _fixture.SendAsync([], request =>
        {
            request.Body = new SilentStream();
            request.Headers["X-Hub-Signature-256"] = "sha256=00";
        })).ToList();

        strangers.Count(s => s.IsCompleted).Should().Be(6);
        (await strangers.First(s => s.IsCompleted)).Should().Be(503);
        (await _fixture.SendAsync(Encoding.UTF8.GetString(Body))).Should().Be(202);
        await Eventually.Succeeds(() =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
            strangers.Should().OnlyContain(s => s.IsCompleted);
        });
    }

    [Fact]
    public async Task Post_MoreThanCanWait_AsksToBeSentAgain()
    {
        var (queue, request) = (_fixture.Get<PushQueue>(), new PushRequest { Since = 0 });
        var image = SampleImage.Create(1);
        for (var i = 0; i < PushQueue.MaxKeys; i++)
        {
            queue.TryAdd(PushKey.OfImage(new("test", "full"), i.ToString(CultureInfo.InvariantCulture)), request).Should().BeTrue();
        }

        _fixture.Serve("test/app", "latest", image);

        var answer = await _fixture.AnswerAsync(Body, r => r.Headers.Authorization = $"Bearer {PushFixture.Secret}");

        answer.StatusCode.Should().Be(503);
        answer.Headers.RetryAfter.ToString().Should().Be("5");
        await Eventually.Succeeds(async () =>
        {
            _fixture.Time.Advance(TimeSpan.FromSeconds(2));
            (await _fixture.SendAsync(Encoding.UTF8.GetString(Body))).Should().Be(202, "what was not taken was not told");
        });
        await Eventually.Succeeds(() => _fixture.Image("app", "latest").Should().NotBeNull());
    }

    [Theory]
    [InlineData("/registry/events", true)]
    [InlineData("/registry/events/", true)]
    [InlineData("/registry", false)]
    [InlineData("/registry/events/x", false)]
    [InlineData("/apis", false)]
    public void Serves_ItsPathAndNoOther(string path, bool expected) => _fixture.Endpoint.Serves(path).Should().Be(expected);

    private static string Encoded(string credential) => credential.StartsWith("Basic ", StringComparison.Ordinal) && credential.Contains(':', StringComparison.Ordinal)
        ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credential["Basic ".Length..]))}"
        : credential;

    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("it was read");
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
