using System.Collections.Concurrent;

namespace ImageStreams.Oci;

/// <summary>Insecure registries that were found to speak plain HTTP only; remembered for a while, so that not every request tries HTTPS.</summary>
internal sealed class PlainHosts(TimeProvider time)
{
    private const int Capacity = 1024;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.OrdinalIgnoreCase);

    public bool Has(string host) => _until.TryGetValue(host, out var until) && until > time.GetUtcNow();

    public void Add(string host)
    {
        if (_until.Count >= Capacity)
        {
            _until.Clear();
        }

        _until[host] = time.GetUtcNow() + Memory;
    }

    public void Remove(string host) => _until.TryRemove(host, out _);
}
