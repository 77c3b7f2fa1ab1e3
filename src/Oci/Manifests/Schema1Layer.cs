namespace ImageStreams.Oci;

/// <summary>A layer of a schema 1 image with its history entry.</summary>
/// <param name="Digest">The blob.</param>
/// <param name="Size">As the history claims it; 0 if it claims nothing or does not parse.</param>
/// <param name="IsThrowaway">The step changed metadata only; the blob is the empty layer.</param>
public sealed record Schema1Layer(Digest Digest, long Size, bool IsThrowaway)
{
    internal static Schema1Layer Of(Schema1FileSystemLayer layer, Schema1History history)
    {
        try
        {
            var step = history.Read();
            return new Schema1Layer(layer.BlobSum, Math.Max(0, step.Size ?? 0), step.Throwaway ?? false);
        }
        catch (RegistryException)
        {
            return new Schema1Layer(layer.BlobSum, 0, false);
        }
    }
}
