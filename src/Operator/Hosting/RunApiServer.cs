using Microsoft.Extensions.DependencyInjection;
namespace ImageStreams.Operator;

/// <summary>The API server's place in the process.</summary>
internal static class RunApiServer
{
    /// <summary>Adds what serves image.openshift.io/v1. The client, the informer of image streams and the import engine are there already.</summary>
    /// <exception cref="RunStartException">This version has no API server.</exception>
    public static IServiceCollection AddApiServer(this IServiceCollection services, RunOptions options) =>
        throw new RunStartException($"this version has no API server for port {options.SecurePort} yet: run it with --api-server=false");

    /// <summary>Where the started API server listens.</summary>
    public static Uri AddressOf(IServiceProvider services) => throw new RunStartException("this version has no API server");
}
