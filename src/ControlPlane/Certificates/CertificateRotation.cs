using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Renews certificates while the server runs, and publishes what hangs on them.</summary>
internal sealed partial class CertificateRotation(
    ClusterCertificates certificates, AccessPublisher publisher, TimeProvider time, ILogger<CertificateRotation> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RenewAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            if (certificates.RenewDue())
            {
                await publisher.PublishAuthoritiesAsync();
                publisher.WriteKubeConfig();
                LogRenewed();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreException or InvalidDataException)
        {
            LogFailed(e); // a third of the certificate's life is left to try again
        }
    }

    [LoggerMessage(LogLevel.Information, "Certificates were renewed")]
    private partial void LogRenewed();

    [LoggerMessage(LogLevel.Error, "Certificates could not be renewed; trying again in some hours")]
    private partial void LogFailed(Exception exception);
}
