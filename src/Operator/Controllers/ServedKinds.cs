using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;

namespace ImageStreams.Operator;

/// <summary>Asks a cluster whether it serves a kind.</summary>
internal sealed class ServedKinds(KubernetesClient client)
{
    private readonly Dictionary<string, IReadOnlySet<string>> _served = new(StringComparer.Ordinal);

    /// <exception cref="KubeApiException">It does not tell; neither do the exceptions of calls that are not answered.</exception>
    public async Task<bool> HasAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        if (!_served.TryGetValue(kind.ApiVersion, out var plurals))
        {
            _served[kind.ApiVersion] = plurals = await ReadAsync(kind.ApiVersion, cancellationToken);
        }

        return plurals.Contains(kind.Plural);
    }

    private async Task<IReadOnlySet<string>> ReadAsync(string apiVersion, CancellationToken cancellationToken)
    {
        try
        {
            using var list = JsonDocument.Parse(await client.GetRawAsync($"/apis/{apiVersion}", cancellationToken));
            return list.RootElement.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString() ?? "").ToHashSet(StringComparer.Ordinal);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return new HashSet<string>();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"what the cluster tells of {apiVersion} is no list of resources", e);
        }
    }
}
