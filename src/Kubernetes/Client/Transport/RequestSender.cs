using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Kubernetes;

/// <summary>Sends a request, again where that is safe, within one deadline.</summary>
internal sealed partial class RequestSender(
    HttpClient http, Uri host, KubernetesClientOptions options, ClientMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly RetryPolicy _retries = new(options, Random.Shared.NextDouble);

    /// <summary>Sends, and reads the answer with <paramref name="read"/>; a body that breaks off counts as a failed attempt.</summary>
    /// <exception cref="KubeApiException">The server refused.</exception>
    /// <exception cref="TimeoutException">No answer within the client's deadline.</exception>
    public Task<TResult> SendAsync<TResult>(
        KubeRequest request, Func<HttpResponseMessage, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken) =>
        RunAsync(
            request,
            async token =>
            {
                using var response = await SendOnceAsync(request, token);
                return await ReadAsync(request, response, read, token);
            },
            cancellationToken);

    /// <summary>Sends, and hands out the answer as soon as its head is there; the deadline ends with the head.</summary>
    public Task<HttpResponseMessage> OpenAsync(KubeRequest request, CancellationToken cancellationToken) =>
        RunAsync(request, token => SendOnceAsync(request, token), cancellationToken);

    private static async Task<TResult> ReadAsync<TResult>(
        KubeRequest request,
        HttpResponseMessage response,
        Func<HttpResponseMessage, CancellationToken, Task<TResult>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            return await read(response, cancellationToken);
        }
        catch (JsonException e)
        {
            var type = response.Content.Headers.ContentType?.MediaType ?? "nothing";
            throw new InvalidDataException($"{request}: the server's answer ({type}) is not the document asked for: {e.Message}", e);
        }
    }

    private async Task<TResult> RunAsync<TResult>(
        KubeRequest request, Func<CancellationToken, Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await RepeatAsync(request, attempt, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request}: no answer within {options.RequestTimeout.TotalSeconds:0} seconds");
        }
    }

    private async Task<TResult> RepeatAsync<TResult>(
        KubeRequest request, Func<CancellationToken, Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            TimeSpan? delay = null;
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception e) when ((delay = _retries.DelayAfter(number, request, e)) is not null)
            {
                LogRetry(request.Method.Method, request.Path, number, delay.Value.TotalMilliseconds, e.Message);
                metrics.Retried(request.Method);
            }

            await Task.Delay(delay.Value, time, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(KubeRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var message = request.ToMessage(host);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        finally
        {
            metrics.Answered(request.Method, response?.StatusCode, time.GetElapsedTime(started));
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await StatusReader.ReadAsync(response, request, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "{Method} /{Path} failed (attempt {Attempt}), again in {Delay:0} ms: {Reason}")]
    private partial void LogRetry(string method, string path, int attempt, double delay, string reason);
}
