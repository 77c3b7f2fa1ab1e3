using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>A certificate that somebody else looks after, in two files; it is read again when they change.</summary>
internal sealed partial class FileServingCertificate : BackgroundService, IServingCertificate
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _time;
    private readonly ILogger<FileServingCertificate> _logger;
    private CertificatePair _pair;
    private volatile SslStreamCertificateContext _current;

    /// <exception cref="IOException">A file cannot be read, or is no certificate or no key.</exception>
    public FileServingCertificate(string certificateFile, string keyFile, TimeProvider time, ILogger<FileServingCertificate> logger)
    {
        (_certificateFile, _keyFile, _time, _logger) = (certificateFile, keyFile, time, logger);
        try
        {
            _pair = Read();
            _current = _pair.ToServerContext();
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"{certificateFile} and {keyFile} cannot be used as a certificate and its key: {e.Message}", e);
        }
    }

    public SslStreamCertificateContext Current => _current;

    public string? FindProblem() => _time.GetUtcNow() > _current.TargetCertificate.NotAfter
        ? $"the certificate in {_certificateFile} has expired"
        : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Reload();
            }
        }
        catch (OperationCanceledException)
        {
            // the process ends
        }
    }

    private CertificatePair Read() => new(File.ReadAllText(_certificateFile), File.ReadAllText(_keyFile));

    private void Reload()
    {
        try
        {
            var pair = Read();
            if (pair != _pair)
            {
                (_current, _pair) = (pair.ToServerContext(), pair);
                LogLoaded(_certificateFile, _current.TargetCertificate.NotAfter);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            LogFailed(_certificateFile, e.Message); // half of a change, perhaps: the next round sees the whole
        }
    }

    [LoggerMessage(LogLevel.Information, "Serving with the certificate in {File}, in force until {End:u}")]
    private partial void LogLoaded(string file, DateTime end);

    [LoggerMessage(LogLevel.Warning, "The certificate in {File} is left as it was: {Reason}")]
    private partial void LogFailed(string file, string reason);
}
