using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>In whose name we ask aggregated servers for what they serve.</summary>
internal static class OwnIdentity
{
    public static readonly AuthenticatedUser Aggregator = new() { Name = "system:kube-aggregator", Groups = [AuthenticatedUser.MastersGroup] };
}
