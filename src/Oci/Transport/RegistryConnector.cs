using System.Net;
using System.Net.Sockets;

namespace ImageStreams.Oci;

/// <summary>Resolves and connects, so that the address that was judged is the address that is used.</summary>
internal static class RegistryConnector
{
    /// <summary>Set on requests that a registry elsewhere made us send.</summary>
    public static readonly HttpRequestOptionsKey<bool> LedAstray = new("ImageStreams.LedAstray");

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endpoint = context.DnsEndPoint;
        var addresses = Judge(endpoint.Host, await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken), MayBeLoopback(context));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Refuses addresses written as such, before anything is looked up; behind a proxy nothing else is seen of them.</summary>
    public static void JudgeLiteral(HttpRequestMessage message)
    {
        var host = message.RequestUri!.IdnHost.Trim('[', ']');
        if (IPAddress.TryParse(host, out var address))
        {
            Judge(host, [address], !IsLedAstray(message));
        }
    }

    internal static IPAddress[] Judge(string host, IPAddress[] addresses, bool mayBeLoopback)
    {
        var allowed = addresses.Where(a => AddressPolicy.Refuse(a, mayBeLoopback) is null).ToArray();
        return allowed.Length > 0 || addresses.Length == 0
            ? allowed
            : throw new AddressRefusedException(host, AddressPolicy.Refuse(addresses[0], mayBeLoopback)!);
    }

    // When the host to connect to is not the request's, it is a proxy, and the operator chose it.
    private static bool MayBeLoopback(SocketsHttpConnectionContext context) =>
        !IsLedAstray(context.InitialRequestMessage)
        || !string.Equals(context.DnsEndPoint.Host, context.InitialRequestMessage.RequestUri?.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsLedAstray(HttpRequestMessage message) => message.Options.TryGetValue(LedAstray, out var led) && led;
}
