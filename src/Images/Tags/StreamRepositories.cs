using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Where a stream's images are pulled from (docs/spec/imagestream.md#repositories).</summary>
public static class StreamRepositories
{
    /// <summary>The status with both repository fields as they are now: stored copies may be stale.</summary>
    public static ImageStreamStatus Decorate(ImageStream stream, RegistryHosts hosts) =>
        (stream.Status ?? new ImageStreamStatus()) with
        {
            DockerImageRepository = Internal(stream, hosts),
            PublicDockerImageRepository = hosts.Public.Length == 0 ? null : $"{hosts.Public}/{stream.Key}",
        };

    /// <summary>The repository that pull specs of policy <c>Local</c> begin with; empty when there is none.</summary>
    public static string Internal(ImageStream stream, RegistryHosts hosts) =>
        hosts.Internal.Length > 0 ? $"{hosts.Internal}/{stream.Key}" : WithoutTag(stream.Spec?.DockerImageRepository ?? "");

    internal static string WithoutTag(string repository) =>
        ImageReference.TryParse(repository, out var reference) && (reference.Tag.Length > 0 || reference.Id.Length > 0)
            ? reference.AsRepository().Exact
            : repository;
}
