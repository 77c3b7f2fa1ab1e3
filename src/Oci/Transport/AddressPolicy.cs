using System.Net;
using System.Net.Sockets;

namespace ImageStreams.Oci;

/// <summary>Where a registry, a redirect or a token service may never lead us: docs/spec/registries.md#addresses.</summary>
/// <remarks>Private ranges are allowed, registries live there. Names are judged by what they resolve to, at connect.</remarks>
internal static class AddressPolicy
{
    private static readonly (IPNetwork Network, string Why)[] Refused =
    [
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("100.100.100.200/32"), "a cloud metadata address"),
        (IPNetwork.Parse("168.63.129.16/32"), "a cloud metadata address"),
        (IPNetwork.Parse("192.0.0.192/32"), "a cloud metadata address"),
        (IPNetwork.Parse("fd00:ec2::254/128"), "a cloud metadata address"),
        (IPNetwork.Parse("0.0.0.0/8"), "not the address of a host"),
        (IPNetwork.Parse("::/128"), "not the address of a host"),
        (IPNetwork.Parse("224.0.0.0/3"), "not the address of a host"),
        (IPNetwork.Parse("ff00::/8"), "not the address of a host"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why the address is refused; null if it is not.</summary>
    /// <param name="address">What would be connected to.</param>
    /// <param name="mayBeLoopback">False when a registry elsewhere led us here.</param>
    public static string? Refuse(IPAddress address, bool mayBeLoopback)
    {
        var plain = Unwrap(address);
        if (IPAddress.IsLoopback(plain))
        {
            return mayBeLoopback ? null : "this machine, to which a registry elsewhere may not send us";
        }

        return Refused.FirstOrDefault(r => r.Network.BaseAddress.AddressFamily == plain.AddressFamily && r.Network.Contains(plain)).Why;
    }

    /// <summary>Whether the host is this machine by its very name.</summary>
    public static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(Unwrap(address)));

    // An IPv4 address in IPv6 clothes is still that address.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : Nat64.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
            : address;
    }
}
