using Polly;
using Polly.Retry;

namespace ImageStreams.Oci;

/// <summary>What is worth a second try, and when: docs/spec/registries.md#retries.</summary>
internal static class RetryPolicy
{
    public static ResiliencePipeline Create(RegistryTransportOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(IsWorthARetry(arguments.Outcome.Exception, options)),
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RegistryException)?.RetryAfter),
            });
        }

        return builder.Build();
    }

    private static bool IsWorthARetry(Exception? exception, RegistryTransportOptions options) =>
        exception is RegistryException { IsRepeatable: true } failure && !(failure.RetryAfter > options.MaxRetryAfter);
}
