using System.Text;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers <c>/healthz</c>, <c>/livez</c> and <c>/readyz</c>, and below them single checks by name.</summary>
/// <remarks>docs/spec/server.md#health</remarks>
public sealed partial class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<HealthCheck> _checks;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthEndpoints> _logger;

    /// <summary>The given checks, and two that every server has: that it answers, and that it is not about to stop.</summary>
    public HealthEndpoints(IEnumerable<HealthCheck> checks, ServerLifecycle lifecycle, TimeProvider time, ILogger<HealthEndpoints> logger)
    {
        _checks =
        [
            new("ping", _ => ValueTask.FromResult<string?>(null)),
            .. checks,
            new("shutdown", _ => ValueTask.FromResult(lifecycle.IsStopping ? "process is shutting down" : null)) { IsForLiveness = false },
        ];
        _time = time;
        _logger = logger;
    }

    /// <summary>The answer, if the path is one of health's; null for any other, and for checks that are not known.</summary>
    public async Task<IResult?> FindAsync(HttpContext context)
    {
        var parts = context.GetDecodedPath().Trim('/').Split('/', 2);
        IReadOnlyList<HealthCheck>? checks = parts[0] switch
        {
            "healthz" => [.. _checks.Where(c => c.IsForLiveness)],
            "livez" => [.. _checks.Where(c => c.IsForLiveness)],
            "readyz" => [.. _checks.Where(c => c.IsForReadiness)],
            _ => null,
        };
        if (checks is null)
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return await AllAsync(parts[0], checks, context);
        }

        return checks.FirstOrDefault(c => c.Name == parts[1]) is { } one ? await OneAsync(one, context.RequestAborted) : null;
    }

    private async Task<IResult> OneAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        var problem = await ProblemAsync(check, cancellationToken);
        return problem is null
            ? KubeResults.Text("ok")
            : KubeResults.Text($"internal server error: {problem}\n", StatusCodes.Status500InternalServerError);
    }

    /// <summary>Why a check fails is for the log and for its own path: everyone may see the list.</summary>
    private async Task<IResult> AllAsync(string name, IReadOnlyList<HealthCheck> checks, HttpContext context)
    {
        var excluded = context.Request.Query["exclude"].SelectMany(v => (v ?? "").Split(',')).Where(v => v.Length > 0).ToHashSet();
        var report = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            if (excluded.Remove(check.Name))
            {
                report.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
            }
            else if (await ProblemAsync(check, context.RequestAborted) is { } problem)
            {
                failed = true;
                LogFailed(name, check.Name, problem);
                report.Append("[-]").Append(check.Name).Append(" failed: reason withheld\n");
            }
            else
            {
                report.Append("[+]").Append(check.Name).Append(" ok\n");
            }
        }

        if (excluded.Count > 0)
        {
            report.Append("warn: some health checks cannot be excluded: no matches for ")
                .AppendJoin(", ", excluded.Order(StringComparer.Ordinal).Select(GoText.Quote)).Append('\n');
        }

        if (failed)
        {
            return KubeResults.Text($"{report}{name} check failed\n", StatusCodes.Status500InternalServerError);
        }

        return KubeResults.Text(context.Request.Query.ContainsKey("verbose") ? $"{report}{name} check passed\n" : "ok");
    }

    private async Task<string?> ProblemAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await check.FindProblem(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return e.Message;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Endpoint}: check {Check} failed: {Problem}")]
    private partial void LogFailed(string endpoint, string check, string problem);
}
