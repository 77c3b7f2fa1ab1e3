using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Puts the settings of the file in force when it changes. A file that is wrong is logged, and the settings before it stay.</summary>
/// <remarks>It is read again and again: files that are mounted from a ConfigMap change behind links, which notifications miss.</remarks>
internal sealed partial class OptionsWatcher(
    string path, string content, ProcessSettings defaults, Action<ProcessSettings> changed, TimeProvider time, ILogger<OptionsWatcher> logger)
    : BackgroundService
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private string _seen = content;
    private int _looks;

    /// <summary>How often the file has been looked at.</summary>
    public int Looks => Volatile.Read(ref _looks);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    private void Look()
    {
        var current = "";
        try
        {
            var read = OptionsFile.Read(path, defaults, out current);
            if (current != _seen)
            {
                changed(read);
                LogChanged(path);
            }
        }
        catch (OptionsException e)
        {
            current = e.Message;
            if (current != _seen)
            {
                LogWrong(e.Message);
            }
        }

        _seen = current;
        Interlocked.Increment(ref _looks);
    }

    [LoggerMessage(LogLevel.Information, "The settings of {Path} have changed and are in force")]
    private partial void LogChanged(string path);

    [LoggerMessage(LogLevel.Error, "The settings before stay in force: {Problem}")]
    private partial void LogWrong(string problem);
}
