using System.Text;

namespace ImageStreams.Oci;

/// <summary>A build step of a schema 1 image: a JSON document as text.</summary>
public sealed record Schema1History
{
    public string V1Compatibility { get; init => field = value ?? ""; } = "";

    /// <exception cref="RegistryException">The text is no image configuration.</exception>
    public ImageConfig Read() => ImageConfig.Parse(Encoding.UTF8.GetBytes(V1Compatibility));
}
