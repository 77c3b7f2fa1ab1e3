namespace ImageStreams.Oci;

/// <summary>The one registry with several names: the name people write is not the host that serves its API.</summary>
internal static class DockerHub
{
    public const string Name = "docker.io";
    public const string ApiHost = "registry-1.docker.io";
    public const string IndexHost = "index.docker.io";
    public const string LibraryNamespace = "library";

    public static bool Is(string registry) => registry is Name or ApiHost or IndexHost;
}
