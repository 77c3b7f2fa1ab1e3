using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class StatusMiddlewareTests
{
    [Fact]
    public async Task AnApiException_BecomesItsStatus_WithTheHeadersThatGoWithIt()
    {
        await using var api = await TestApi.StartAsync(_ => throw new ApiException(
            ApiException.TooManyRequests("slow down", 7).Status)
        { Challenge = "Bearer realm=\"x\"" });

        using var response = await api.Client.GetAsync("/");

        response.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
        response.Headers.WwwAuthenticate.Should().ContainSingle();
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]!.GetValue<string>().Should().Be("slow down");
    }

    [Fact]
    public async Task AnUnknownException_IsA500_ThatTellsNothingButTheLogsId()
    {
        await using var api = await TestApi.StartAsync(_ => throw new InvalidOperationException("password=hunter2"));

        using var response = await api.Client.GetAsync("/");

        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        body.Should().Contain("InternalError").And.NotContain("hunter2").And.NotContain("InvalidOperation");
        api.Log.Lines.Should().ContainSingle(l => l.StartsWith("Error: GET / failed", StringComparison.Ordinal) && l.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnExceptionAfterTheAnswerBegan_BreaksTheConnection_SoThatNobodyTakesItForWhole()
    {
        await using var api = await TestApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw ApiException.PathNotFound();
        });

        var act = async () => await api.Client.GetStringAsync("/");

        await act.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task AClientThatGoesAway_IsNoError()
    {
        var entered = new TaskCompletionSource();
        await using var api = await TestApi.StartAsync(async context =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, api.Address.Port);
        await socket.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await entered.Task;

        socket.Close();

        await Eventually.Succeeds(() => api.Log.Lines.Should().Contain(l => l.Contains("the client went away", StringComparison.Ordinal)));
        api.Log.Lines.Should().NotContain(l => l.StartsWith("Error", StringComparison.Ordinal));
    }
}
