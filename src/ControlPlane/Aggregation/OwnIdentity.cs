using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>In whose name the control plane itself acts.</summary>
internal static class OwnIdentity
{
    /// <summary>Writes our own objects.</summary>
    public static readonly AuthenticatedUser ApiServer = new() { Name = "system:apiserver", Groups = [AuthenticatedUser.MastersGroup] };

    /// <summary>Asks aggregated servers for what they serve.</summary>
    public static readonly AuthenticatedUser Aggregator = new() { Name = "system:kube-aggregator", Groups = [AuthenticatedUser.MastersGroup] };
}
