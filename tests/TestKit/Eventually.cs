namespace ImageStreams.TestKit;

/// <summary>Waits for something that another thread or process will bring about, and fails with what was last seen.</summary>
public static class Eventually
{
    /// <summary>How long a test waits unless it says otherwise: far more than any machine needs.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs <paramref name="assertion"/> until it stops throwing; after the deadline its last exception is thrown.</summary>
    public static async Task Succeeds(Func<Task> assertion, TimeSpan? deadline = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await assertion();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(started) < (deadline ?? DefaultDeadline))
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    /// <inheritdoc cref="Succeeds(Func{Task}, TimeSpan?)"/>
    public static Task Succeeds(Action assertion, TimeSpan? deadline = null) => Succeeds(
        () =>
        {
            assertion();
            return Task.CompletedTask;
        },
        deadline);
}
