using Microsoft.Extensions.Logging;

namespace ImageStreams.Import;

/// <summary>The credential plugins of the settings in force, with what they have answered (docs/spec/importing.md#credential-plugins).</summary>
public sealed partial class CredentialPlugins(TimeProvider time, ILogger<CredentialPlugins> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _lifetime = new();
    private IReadOnlyList<CredentialProvider> _providers = [];
    private IReadOnlyList<CredentialPlugin> _plugins = [];

    /// <summary>Ends plugins that are at work.</summary>
    public void Dispose()
    {
        _lifetime.Cancel();
        _lifetime.Dispose();
    }

    // Other settings, other plugins: what the ones before have answered may no longer hold.
    internal IReadOnlyList<CredentialPlugin> For(ImportSettings settings)
    {
        lock (_lock)
        {
            if (settings.CredentialProviders != _providers)
            {
                _providers = settings.CredentialProviders;
                _plugins = [.. _providers.Select(p => new CredentialPlugin(p, time, e => LogFailed(e.Message, e.Said), _lifetime.Token))];
            }

            return _plugins;
        }
    }

    [LoggerMessage(LogLevel.Warning, "No credentials of a plugin: {Problem}; it said: {Said}")]
    private partial void LogFailed(string problem, string said);
}
