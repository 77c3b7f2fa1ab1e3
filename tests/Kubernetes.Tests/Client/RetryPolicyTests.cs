using System.Net;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes.Tests;

public sealed class RetryPolicyTests
{
    private static readonly KubeRequest Read = new(HttpMethod.Get, "x") { Repeatable = true };
    private static readonly KubeRequest Write = new(HttpMethod.Post, "x");

    private readonly RetryPolicy _policy = new(new KubernetesClientOptions(), () => 1);

    [Theory]
    [InlineData(429, true, true)] // refused before anything was done
    [InlineData(500, true, false)]
    [InlineData(502, true, false)]
    [InlineData(503, true, false)]
    [InlineData(504, true, false)]
    [InlineData(501, false, false)]
    [InlineData(404, false, false)]
    [InlineData(409, false, false)]
    public void DelayAfter_Refusal_RepeatsOnlyWhatIsSafe(int code, bool read, bool write)
    {
        (_policy.DelayAfter(1, Read, Refusal(code, null)) is not null).Should().Be(read);
        (_policy.DelayAfter(1, Write, Refusal(code, null)) is not null).Should().Be(write);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true, true)] // never sent
    [InlineData(HttpRequestError.NameResolutionError, true, true)]
    [InlineData(HttpRequestError.ResponseEnded, true, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false, false)]
    public void DelayAfter_BrokenConnection_RepeatsOnlyWhatIsSafe(HttpRequestError error, bool read, bool write)
    {
        var failure = new HttpRequestException(error);

        (_policy.DelayAfter(1, Read, failure) is not null).Should().Be(read);
        (_policy.DelayAfter(1, Write, failure) is not null).Should().Be(write);
    }

    [Fact]
    public void DelayAfter_RepeatedFailures_GrowsUntilTheLastAttempt()
    {
        var delays = Enumerable.Range(1, 5).Select(attempt => _policy.DelayAfter(attempt, Read, Refusal(500, null))?.TotalMilliseconds);

        delays.Should().Equal(200, 400, 800, 1600, null);
    }

    [Fact]
    public void DelayAfter_ServerAsksForTime_WaitsAtLeastThatLong() =>
        _policy.DelayAfter(1, Write, Refusal(429, TimeSpan.FromSeconds(7))).Should().Be(TimeSpan.FromSeconds(7.1));

    [Fact]
    public void DelayAfter_ServerAsksForTooMuch_GivesUp() =>
        _policy.DelayAfter(1, Read, Refusal(503, TimeSpan.FromMinutes(5))).Should().BeNull();

    [Fact]
    public void DelayAfter_Random_SpreadsOverHalfTheDelay() =>
        new RetryPolicy(new KubernetesClientOptions(), () => 0).DelayAfter(1, Read, Refusal(500, null)).Should().Be(TimeSpan.FromMilliseconds(100));

    private static KubeApiException Refusal(int code, TimeSpan? retryAfter) =>
        new(new Status { Code = (int)(HttpStatusCode)code }, "GET /x", retryAfter, fromServer: true);
}
