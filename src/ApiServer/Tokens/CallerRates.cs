using System.Net;
using System.Net.Sockets;

namespace ImageStreams.ApiServer;

/// <summary>How often each address may ask: so many times a second, after a burst.</summary>
internal sealed class CallerRates(TokenSettingsSource settings, TimeProvider time)
{
    private const int MaxAddresses = 10_000;
    private const int NetworkBytes = 8;

    /// <summary>How much of the future may be used up at once.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, DateTimeOffset> _usedUntil = [];

    /// <summary>How long the address has to wait; null when it need not, and then the request counts.</summary>
    public TimeSpan? FindWait(IPAddress address)
    {
        var (caller, now) = (CallerOf(address), time.GetUtcNow());
        lock (_lock)
        {
            var used = _usedUntil.TryGetValue(caller, out var until) && until > now ? until : now;
            var next = used + (TimeSpan.FromSeconds(1) / settings.Current.RequestsPerSecond);
            if (next - now > Burst)
            {
                return next - now - Burst;
            }

            MakeRoom(now);
            _usedUntil[caller] = next;
            return null;
        }
    }

    /// <summary>A network of IPv6 is one caller: whoever has one has as many addresses as he likes.</summary>
    private static IPAddress CallerOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_usedUntil.Count < MaxAddresses)
        {
            return;
        }

        foreach (var idle in _usedUntil.Where(c => c.Value <= now).Select(c => c.Key).ToList())
        {
            _usedUntil.Remove(idle);
        }

        if (_usedUntil.Count >= MaxAddresses)
        {
            _usedUntil.Clear(); // more callers than can be told apart: none is
        }
    }
}
