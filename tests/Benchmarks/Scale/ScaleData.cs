using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.Kubernetes;

namespace ImageStreams.Benchmarks;

/// <summary>
/// Streams, tags and images as a cluster that builds its own has them: of the layers of an image eight are those of one of a hundred base images,
/// four are common to all tags of a stream, the rest are its own.
/// </summary>
internal sealed class ScaleData(int streams, int tags, int layers)
{
    private const int BaseImages = 100;
    private const int BaseLayers = 8;
    private const int StreamLayers = 4;
    private const int StreamsOfNamespace = 100;
    private const int AtATime = 8;

    public const string Stored = "/apis/image.openshift.io/v1stored";

    public static string NamespaceOf(int stream) => $"scale-{stream / StreamsOfNamespace}";

    public static string NameOf(int stream) => $"s{stream}";

    public static string DigestOf(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    public static string ImageNameOf(int stream, int tag) => DigestOf($"image {stream} {tag}");

    /// <summary>Makes what is not there yet.</summary>
    public async Task EnsureAsync(ScaleCluster cluster)
    {
        var last = new NamespacedName(NamespaceOf(streams - 1), NameOf(streams - 1));
        if (await IsThereAsync(cluster, last))
        {
            return;
        }

        for (var i = 0; i < streams + StreamsOfNamespace; i += StreamsOfNamespace) // one more, for streams that come later
        {
            await cluster.ApplyAsync($"/api/v1/namespaces/{NamespaceOf(i)}", $"{{apiVersion: v1, kind: Namespace, metadata: {{name: {NamespaceOf(i)}}}}}");
        }

        var limit = new ParallelOptions { MaxDegreeOfParallelism = AtATime };
        await Parallel.ForEachAsync(Enumerable.Range(0, streams - 1), limit, async (stream, _) => await PutAsync(cluster, stream));
        await PutAsync(cluster, streams - 1); // at the end, as the mark that all is there
    }

    public async Task PutAsync(ScaleCluster cluster, int stream)
    {
        for (var tag = 0; tag < tags; tag++)
        {
            await cluster.SendAsync(HttpMethod.Post, $"{Stored}/images", ImageOf(stream, tag));
        }

        var collection = $"{Stored}/namespaces/{NamespaceOf(stream)}/imagestreams";
        await cluster.SendAsync(HttpMethod.Post, collection, StreamOf(stream, withStatus: false));
        await cluster.SendAsync(HttpMethod.Patch, $"{collection}/{NameOf(stream)}/status", StreamOf(stream, withStatus: true), "application/merge-patch+json");
    }

    public byte[] ImageOf(int stream, int tag)
    {
        var name = ImageNameOf(stream, tag);
        var text = new StringBuilder($$$"""
            {"apiVersion":"image.openshift.io/v1stored","kind":"Image","metadata":{"name":"{{{name.Replace(':', '-')}}}","annotations":{"image.openshift.io/dockerLayersOrder":"ascending"}},
             "dockerImageReference":"registry.scale:5000/{{{NamespaceOf(stream)}}}/{{{NameOf(stream)}}}@{{{name}}}","dockerImageManifestMediaType":"application/vnd.oci.image.manifest.v1+json",
             "dockerImageMetadataVersion":"1.0","dockerImageMetadata":{"Id":"{{{DigestOf($"config {stream} {tag}")}}}","Created":"2026-01-02T03:04:05Z","DockerVersion":"1.13","Architecture":"amd64",
             "Size":123456789,"Author":"somebody","ContainerConfig":{},"Config":{"User":"1001","ExposedPorts":{"8080/tcp":{},"8443/tcp":{}},"WorkingDir":"/opt/app-root/src","Entrypoint":["container-entrypoint"],
             "Cmd":["/bin/sh","-c","exec java -jar /deployments/app.jar"],"Env":[
            """);
        text.AppendJoin(',', Enumerable.Range(0, 20).Select(i => $"\"VARIABLE_NUMBER_{i}=some value of about the usual length {i}\""));
        text.Append("],\"Labels\":{");
        text.AppendJoin(',', Enumerable.Range(0, 12).Select(i => $"\"io.openshift.label-{i}\":\"some value of about the usual length {i}\""));
        text.Append("}}},\"dockerImageLayers\":[");
        text.AppendJoin(',', Enumerable.Range(0, layers).Select(i =>
            $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","name":"{{LayerOf(stream, tag, i)}}","size":{{1_000_000 + i}}}"""));
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }

    public byte[] StreamOf(int stream, bool withStatus)
    {
        var (ns, name) = (NamespaceOf(stream), NameOf(stream));
        var text = new StringBuilder($$$"""
            {"apiVersion":"image.openshift.io/v1stored","kind":"ImageStream","metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},"spec":{"lookupPolicy":{"local":false},"tags":[
            """);
        text.AppendJoin(',', Enumerable.Range(0, tags).Select(tag => $$$"""
            {"name":"v{{{tag}}}","annotations":null,"from":{"kind":"DockerImage","name":"registry.scale:5000/{{{ns}}}/{{{name}}}:v{{{tag}}}"},"generation":1,"importPolicy":{"importMode":"Legacy"},"referencePolicy":{"type":"Source"} }
            """));
        text.Append("]}");
        if (withStatus)
        {
            text.Append(CultureInfo.InvariantCulture, $",\"status\":{{\"dockerImageRepository\":\"\",\"tags\":[");
            text.AppendJoin(',', Enumerable.Range(0, tags).Select(tag => $$$"""
                {"tag":"v{{{tag}}}","items":[{"created":"2026-01-02T03:04:05Z","dockerImageReference":"registry.scale:5000/{{{ns}}}/{{{name}}}@{{{ImageNameOf(stream, tag)}}}","image":"{{{ImageNameOf(stream, tag)}}}","generation":1}]}
                """));
            text.Append("]}");
        }

        return Encoding.UTF8.GetBytes(text.Append('}').ToString());
    }

    private static string LayerOf(int stream, int tag, int i) => DigestOf(
        i < BaseLayers ? $"layer {i} of base {stream % BaseImages}" : i < BaseLayers + StreamLayers ? $"layer {i} of stream {stream}" : $"layer {i} of image {stream} {tag}");

    private static async Task<bool> IsThereAsync(ScaleCluster cluster, NamespacedName stream)
    {
        var kind = ImageStream.ResourceKind with { Version = "v1stored" };
        return await cluster.Admin.Resource<ImageStream>(kind).FindAsync(stream, default) is { Status.Tags.Count: > 0 };
    }
}
