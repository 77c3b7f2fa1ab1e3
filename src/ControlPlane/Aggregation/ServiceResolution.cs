using System.Net;

namespace ImageStreams.ControlPlane;

/// <summary>Where a service leads to, or why it leads nowhere.</summary>
internal sealed record ServiceResolution
{
    public IReadOnlyList<DnsEndPoint> Targets { get; private init; } = [];

    /// <summary>Null when there are targets.</summary>
    public Availability? Failure { get; private init; }

    public static ServiceResolution To(params IReadOnlyList<DnsEndPoint> targets) => new() { Targets = targets };

    public static ServiceResolution Failed(string reason, string message) => new() { Failure = Availability.No(reason, message) };
}
