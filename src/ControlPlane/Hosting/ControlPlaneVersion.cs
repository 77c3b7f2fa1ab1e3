using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The version of Kubernetes whose API is served; clients decide by it what they may use.</summary>
internal sealed class ControlPlaneVersion
{
    public VersionInfo Info { get; } = new("1", "36", "v1.36.0+imagestreams", "", "1970-01-01T00:00:00Z");
}
