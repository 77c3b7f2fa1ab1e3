namespace ImageStreams.Import;

/// <summary>The types of the secrets that hold credentials for registries.</summary>
public static class PullSecretTypes
{
    /// <summary>A docker configuration of today, under <c>.dockerconfigjson</c>.</summary>
    public const string DockerConfigJson = "kubernetes.io/dockerconfigjson";

    /// <summary>One of old, under <c>.dockercfg</c>.</summary>
    public const string DockerConfig = "kubernetes.io/dockercfg";
}
