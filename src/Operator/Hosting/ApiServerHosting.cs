using System.Net;
using ImageStreams.ApiServer;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.Operator;

/// <summary>The API server's place in the process.</summary>
internal static class ApiServerHosting
{
    /// <summary>Adds what serves image.openshift.io/v1. The client, the settings and, if they are wanted, the metrics are there already.</summary>
    public static IServiceCollection AddApiServer(this IServiceCollection services, RunOptions options)
    {
        var server = new ApiServerOptions
        {
            EndPoint = new IPEndPoint(options.BindAddress, options.SecurePort),
            CertificateFile = options.TlsCertificateFile,
            PrivateKeyFile = options.TlsPrivateKeyFile,
            Version = VersionCommand.Version,
        };
        server.Namespace = OptionsOfPod.Namespace ?? server.Namespace;
        return services.AddImageApiServer(server);
    }
}
