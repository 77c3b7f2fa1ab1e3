using System.IO.Compression;
using System.Net;
using System.Text;
using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane.Tests;

public sealed class AggregationProxyTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Cats = $"/apis/{BackendServer.Group}/v1/cats";
    private readonly AggregationFixture _fixture = new();

    public async Task InitializeAsync()
    {
        await _fixture.StartAsync();
        await _fixture.RegisterAsync();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Forward_OfARequest_TellsTheBackendWhoAsks()
    {
        _fixture.User = new AuthenticatedUser
        {
            Name = "jürgen",
            Uid = "7",
            Groups = ["dev, ops", "größe", "system:authenticated"],
            Extra = new Dictionary<string, IReadOnlyList<string>> { ["Scopes/x%"] = ["a", "b"] },
        };

        using var response = await _fixture.GetAsync(Cats + "?limit=5", ("User-Agent", "kubectl"));

        (await response.Content.ReadAsStringAsync()).Should().Be("hello");
        var seen = Seen();
        seen.Line.Should().Be($"GET {Cats}?limit=5");
        seen.ClientCertificate.Should().Be("CN=front-proxy-client");
        seen.Headers.Should().Contain("Host", $"backend.default.svc:{_fixture.Backend.Port}")
            .And.Contain("X-Remote-User", "jürgen")
            .And.Contain("X-Remote-Uid", "7")
            .And.Contain("X-Remote-Group", "dev, ops|größe|system:authenticated")
            .And.Contain("X-Remote-Extra-Scopes%2fx%25", "a|b")
            .And.Contain("User-Agent", "kubectl")
            .And.ContainKey("X-Forwarded-For");
    }

    [Fact]
    public async Task Forward_OfForgedHeaders_KeepsThemBack()
    {
        using var response = await _fixture.GetAsync(
            Cats,
            ("X-Remote-User", "root"), ("x-remote-group", "system:masters"), ("X-Remote-Uid", "0"), ("X-Remote-Extra-Foo", "bar"),
            ("X-Remote-Anything", "x"), ("Authorization", "Bearer secret"), ("Impersonate-User", "root"), ("X-Forwarded-For", "9.9.9.9"),
            ("Connection", "X-Drop"), ("X-Drop", "1"), ("Keep-Alive", "3"), ("Proxy-Authorization", "x"), ("TE", "trailers"), ("X-Keep", "1"));

        var headers = Seen().Headers;

        headers["X-Remote-User"].Should().Be("alice");
        headers["X-Remote-Group"].Should().Be("dev|system:authenticated");
        headers["X-Forwarded-For"].Should().NotContain("9.9.9.9");
        headers.Keys.Should().NotContain(
            ["X-Remote-Uid", "X-Remote-Extra-Foo", "X-Remote-Anything", "Authorization", "Impersonate-User", "X-Drop", "Keep-Alive", "Proxy-Authorization", "TE"]);
        headers["X-Keep"].Should().Be("1");
    }

    [Theory]
    [InlineData("bob\r\nX-Remote-Group: system:masters")]
    [InlineData("bob\0")]
    public async Task Forward_OfAUserThatNoHeaderCanCarry_Refuses(string name)
    {
        _fixture.User = _fixture.User with { Name = name };

        using var response = await _fixture.GetAsync(Cats);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        _fixture.Backend.Seen.Should().NotContain(r => r.Line.Contains(Cats));
    }

    [Theory]
    [InlineData("/apis/zoo.example.com/v1/../../../api/v1/secrets")]
    [InlineData("/apis/zoo.example.com/v1/%2e%2e/cats")]
    [InlineData("/apis/zoo.example.com/v1/./cats")]
    public async Task Forward_OfAPathWithDots_Refuses(string path)
    {
        using var response = await _fixture.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/apis/zoo.example.com/v1/namespaces/a/cats/x@sha256%3Aab?q=%2F%20+&w")]
    [InlineData("/apis/zoo.example.com/v1/cats//a%2Fb/")]
    [InlineData("/openapi/v3/apis/zoo.example.com/v1?hash=AB")]
    public async Task Forward_OfAPath_LeavesEveryCharacterAsItIs(string path)
    {
        using var response = await _fixture.GetAsync(path);

        Seen().Line.Should().Be($"GET {path}");
    }

    [Theory]
    [InlineData("/apis//zoo.example.com/v1/cats")]
    [InlineData("/apis/zoo.example.com/v2/cats")]
    [InlineData("/apis/zoo.example.com")]
    [InlineData("/api/v1/pods")]
    public async Task Forward_OfWhatIsNotTheBackends_GoesOnWithUs(string path)
    {
        using var response = await _fixture.GetAsync(path);

        (await response.Content.ReadAsStringAsync()).Should().Be("ours");
    }

    [Fact]
    public async Task Forward_OfABody_PassesItAndItsAnswer()
    {
        var sent = new byte[1 << 20];
        Random.Shared.NextBytes(sent);
        _fixture.Backend.Handler = async context =>
        {
            context.Response.StatusCode = 201;
            context.Response.ContentType = "application/x-echo";
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await context.Response.Body.WriteAsync(body.ToArray());
        };

        using var response = await _fixture.SendAsync(HttpMethod.Post, Cats, new ByteArrayContent(sent) { Headers = { ContentType = new("application/json") } });

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-echo");
        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(sent).Should().BeTrue();
        Seen().Headers["Content-Type"].Should().Be("application/json");
    }

    [Fact]
    public async Task Forward_OfALargeBodyThatTheBackendDoesNotRead_PassesItsRefusal()
    {
        _fixture.Backend.Handler = context =>
        {
            context.Response.StatusCode = 413;
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("too large");
        };

        using var response = await _fixture.SendAsync(
            HttpMethod.Post, Cats, new ByteArrayContent(new byte[4_000_000]) { Headers = { ContentType = new("application/json") } });

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Be("too large");
        Seen().Headers["Expect"].Should().Be("100-continue");
    }

    [Fact]
    public async Task Forward_OfCompressedContent_LeavesItCompressed()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.ASCII.GetBytes("content"));
        }

        _fixture.Backend.Handler = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(packed.ToArray()).AsTask();
        };

        using var response = await _fixture.GetAsync(Cats, ("Accept-Encoding", "gzip"));

        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(packed.ToArray());
    }

    [Fact]
    public async Task Forward_OfAStream_PassesEachPieceAsItComes()
    {
        var next = new TaskCompletionSource();
        _fixture.Backend.Handler = async context =>
        {
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await next.Task;
            await context.Response.WriteAsync("two\n");
        };

        using var response = await _fixture.GetAsync(Cats + "?watch=1");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync().WaitAsync(Eventually.DefaultDeadline)).Should().Be("one");
        next.SetResult();
        (await reader.ReadLineAsync().WaitAsync(Eventually.DefaultDeadline)).Should().Be("two");
    }

    [Fact]
    public async Task Forward_OfAStreamThatSaysNothingYet_PassesItsHead()
    {
        var next = new TaskCompletionSource();
        _fixture.Backend.Handler = async context =>
        {
            await context.Response.Body.FlushAsync();
            await next.Task;
        };

        using var response = await _fixture.GetAsync(Cats + "?watch=1").WaitAsync(Eventually.DefaultDeadline);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        next.SetResult();
    }

    [Fact]
    public async Task Forward_WhenTheClientLeaves_LeavesTheBackend()
    {
        var left = new TaskCompletionSource();
        _fixture.Backend.Handler = async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await left.Task;
        };

        (await _fixture.GetAsync(Cats + "?watch=1")).Dispose();

        await left.Task.WaitAsync(Eventually.DefaultDeadline);
    }

    [Fact]
    public async Task Forward_WhenTheBackendBreaksOff_BreaksOffToo()
    {
        var arrived = new TaskCompletionSource();
        _fixture.Backend.Handler = async context =>
        {
            await context.Response.WriteAsync("half\n");
            await context.Response.Body.FlushAsync();
            await arrived.Task;
            context.Abort();
        };

        using var response = await _fixture.GetAsync(Cats);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("half");
        arrived.SetResult();
        var rest = () => reader.ReadToEndAsync();

        await rest.Should().ThrowAsync<IOException>("a client must not take half an answer for a whole one");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Forward_OfARedirect_DoesNotPassIt(int code)
    {
        _fixture.Backend.Handler = context =>
        {
            context.Response.StatusCode = code;
            context.Response.Headers.Location = "https://elsewhere.example.com/";
            return Task.CompletedTask;
        };

        using var response = await _fixture.GetAsync(Cats);

        response.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        response.Headers.Location.Should().BeNull();
        (await response.Content.ReadAsStringAsync()).Should().Be("the backend attempted to redirect this request, which is not permitted\n");
        _fixture.Backend.Seen.Count(r => r.Line.Contains(Cats)).Should().Be(1);
    }

    [Fact]
    public async Task Forward_OfTheAnswersHeaders_DropsThoseOfTheConnection()
    {
        _fixture.Backend.Handler = context =>
        {
            context.Response.StatusCode = 304;
            context.Response.Headers.ETag = "\"x\"";
            context.Response.Headers["Keep-Alive"] = "timeout=5";
            context.Response.Headers["Proxy-Authenticate"] = "Basic";
            return Task.CompletedTask;
        };

        using var response = await _fixture.GetAsync(Cats);

        response.StatusCode.Should().Be(HttpStatusCode.NotModified);
        response.Headers.ETag!.Tag.Should().Be("\"x\"");
        response.Headers.NonValidated.Select(h => h.Key).Should().NotContain(["Keep-Alive", "Proxy-Authenticate"]);
    }

    [Fact]
    public async Task Forward_WhenTheBackendDies_Says503AndSoDoesTheCondition()
    {
        await _fixture.Backend.StopAsync();

        using var first = await _fixture.GetAsync(Cats);

        first.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        first.Content.Headers.ContentType!.MediaType.Should().Be("text/plain");
        (await first.Content.ReadAsStringAsync()).Should().StartWith("error trying to reach service: ");
        await Eventually.Succeeds(() => _fixture.Condition().Should().StartWith(
            $"False FailedDiscoveryCheck: failing or missing response from https://backend.default.svc:{_fixture.Backend.Port}/apis/zoo.example.com/v1: "));
        using var second = await _fixture.GetAsync(Cats);
        second.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await second.Content.ReadAsStringAsync()).Should().Be("service unavailable\n");

        await _fixture.Backend.StartAsync();

        await Eventually.Succeeds(async () =>
        {
            using var third = await _fixture.GetAsync(Cats);
            third.StatusCode.Should().Be(HttpStatusCode.OK);
        });
    }

    private BackendServer.SeenRequest Seen() => _fixture.Backend.Seen.Single(r =>
        !r.Line.EndsWith($"/apis/{BackendServer.Group}/v1", StringComparison.Ordinal) && !r.Line.EndsWith("/openapi/v2", StringComparison.Ordinal) &&
        !r.Line.EndsWith("/openapi/v3", StringComparison.Ordinal));
}
