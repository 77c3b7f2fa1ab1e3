using System.Net;
using ImageStreams.ApiServer;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.Operator;

/// <summary>The API server's place in the process.</summary>
internal static class ApiServerHosting
{
    /// <summary>How long it may take until a cluster no longer sends requests to a pod that is not ready.</summary>
    private static readonly TimeSpan DelayOfPod = TimeSpan.FromSeconds(5);

    /// <summary>Adds what serves image.openshift.io/v1. The client, the settings and, if they are wanted, the metrics are there already.</summary>
    public static IServiceCollection AddApiServer(this IServiceCollection services, RunOptions options)
    {
        var server = new ApiServerOptions
        {
            EndPoint = new IPEndPoint(options.BindAddress, options.SecurePort),
            CertificateFile = options.TlsCertificateFile,
            PrivateKeyFile = options.TlsPrivateKeyFile,
            TokenRealm = options.TokenRealm,
            Version = VersionCommand.Version,
        };
        if (OptionsOfPod.Namespace is { } ns)
        {
            (server.Namespace, server.ShutdownDelay) = (ns, DelayOfPod);
        }

        return services.AddImageApiServer(server).AddRegistryEvents();
    }
}
