using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A running control plane in a folder of its own; users <c>admin</c> (may do everything) and <c>alice</c> (nothing yet) have tokens <c>NAMEtoken</c>.</summary>
public sealed class ControlPlaneFixture : IAsyncLifetime
{
    /// <summary>The token file.</summary>
    internal const string Tokens = "admintoken,admin,admin-uid,system:masters\nalicetoken,alice,alice-uid\n";

    private ControlPlaneHost? _host;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("imagestreams-plane-").FullName;

    public Uri Address => Host.Address;

    public string KubeConfig => Host.KubeConfigPath;

    private ControlPlaneHost Host => _host ?? throw new InvalidOperationException("the fixture has not started");

    /// <summary>A client that trusts the control plane's authority; without a user it is anonymous.</summary>
    public HttpClient NewClient(string? user = null) => NewClient(Directory, Address, user);

    /// <summary>The same for a control plane that a test started itself.</summary>
    internal static HttpClient NewClient(string directory, Uri address, string? user)
    {
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(directory, "pki", "ca.crt"));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        var client = new HttpClient(handler) { BaseAddress = address };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{user}token");
        }

        return client;
    }

    public async Task InitializeAsync()
    {
        var tokens = Path.Combine(Directory, "tokens.csv");
        await File.WriteAllTextAsync(tokens, Tokens);
        var options = new ControlPlaneOptions { DataDirectory = Directory, Port = 0, TokenAuthFile = tokens, WaitForDisk = false };
        _host = await ControlPlaneHost.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.None), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Host.StopAsync(CancellationToken.None);
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
