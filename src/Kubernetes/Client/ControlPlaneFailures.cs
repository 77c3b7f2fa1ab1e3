namespace ImageStreams.Kubernetes;

/// <summary>What a call of the control plane ends in when it is refused, not answered, or answered with what nobody can read.</summary>
public static class ControlPlaneFailures
{
    public static bool Includes(Exception e) =>
        e is KubeApiException or KubeDecodeException or HttpRequestException or TimeoutException or InvalidDataException or IOException;
}
