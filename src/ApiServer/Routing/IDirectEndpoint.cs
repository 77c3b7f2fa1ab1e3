using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>
/// Answers on the secure port what is no request of the Kubernetes API: registries and their clients bring credentials of their own kind, so that such
/// a path is served before anybody looks for a user of the cluster. Whoever implements this looks after credentials, limits and errors itself.
/// </summary>
public interface IDirectEndpoint
{
    /// <summary>Whether requests for the path, as it was decoded, are this endpoint's.</summary>
    bool Serves(string path);

    Task InvokeAsync(HttpContext context);
}
