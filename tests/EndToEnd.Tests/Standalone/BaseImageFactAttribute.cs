using System.Net.Sockets;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A test that builds the container image: it needs buildah, and base images from their registries.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BaseImageFactAttribute : FactAttribute
{
    public BaseImageFactAttribute()
    {
        Skip = PeerPrograms.Find("buildah") is null ? "needs buildah on PATH" : FindUnreachable();
    }

    private static string? FindUnreachable()
    {
        foreach (var host in Dockerfile.BaseImages.Select(i => i.Split('/')[0]).Distinct())
        {
            try
            {
                using var client = new TcpClient();
                if (!client.ConnectAsync(host, 443).Wait(TimeSpan.FromSeconds(3)))
                {
                    return $"the base images cannot be had: {host} does not answer";
                }
            }
            catch (AggregateException e)
            {
                return $"the base images cannot be had: {host}: {e.InnerException?.Message}";
            }
        }

        return null;
    }
}
