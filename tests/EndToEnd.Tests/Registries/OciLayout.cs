using ImageStreams.LocalRegistry;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A folder of images as stock tools read it.</summary>
internal sealed class OciLayout(TemporaryFolder folder, string name)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder.Path, name);

    /// <summary>Writes a layout that holds one index with its images, under this tag.</summary>
    public void Write(SampleIndex index, string tag)
    {
        foreach (var blob in index.Images.SelectMany(i => i.Layers.Append(i.Config)).DistinctBy(b => b.Digest))
        {
            Write(blob.Digest, blob.Content.Span);
        }

        foreach (var manifest in index.Children)
        {
            Write(manifest.Digest, manifest.Bytes.Span);
        }

        WriteTop(index.Manifest, tag);
    }

    /// <summary>Writes a layout that holds one image, under this tag.</summary>
    public void Write(SampleImage image, string tag)
    {
        foreach (var blob in image.Layers.Append(image.Config).DistinctBy(b => b.Digest))
        {
            Write(blob.Digest, blob.Content.Span);
        }

        WriteTop(image.OciManifest, tag);
    }

    private void WriteTop(Manifest manifest, string tag)
    {
        Write(manifest.Digest, manifest.Bytes.Span);
        folder.Write($"{name}/oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        folder.Write($"{name}/index.json", $$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"{{{manifest.ContentType}}}","digest":"{{{manifest.Digest}}}","size":{{{manifest.Bytes.Length}}},
             "annotations":{"org.opencontainers.image.ref.name":"{{{tag}}}"}}]}
            """);
    }

    private void Write(Digest digest, ReadOnlySpan<byte> content)
    {
        var blobs = System.IO.Path.Combine(Path, "blobs", digest.Algorithm);
        Directory.CreateDirectory(blobs);
        File.WriteAllBytes(System.IO.Path.Combine(blobs, digest.Hex), content);
    }
}
