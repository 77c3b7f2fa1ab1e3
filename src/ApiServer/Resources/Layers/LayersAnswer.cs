using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>The layers of a stream as they are answered, and what they were made of.</summary>
internal sealed class LayersAnswer
{
    private const int BlobsOfPart = 256;
    private const int ImagesOfPart = 32;

    private readonly LayersMap _blobs;
    private readonly LayersMap _images;

    /// <param name="version">The version of the stream.</param>
    /// <param name="metadata">The stream's, as served.</param>
    /// <param name="graph">What it makes pullable.</param>
    /// <param name="former">An earlier answer, which may have much in common with this one.</param>
    public LayersAnswer(string version, ObjectMeta metadata, StreamGraph graph, LayersAnswer? former)
    {
        (Version, Graph) = (version, graph);
        var layers = graph.Layers;
        _blobs = LayersMap.Of(layers.Blobs.Select(b => new LayersMember(b.Key, b.Value)), layers.Blobs.Count, BlobsOfPart, former?._blobs, LayersWriter.Members);
        _images = LayersMap.Of(layers.Images.Select(i => new LayersMember(i.Key, i.Value)), layers.Images.Count, ImagesOfPart, former?._images, LayersWriter.Members);
        Document = new([LayersWriter.Head(metadata), .. JsonOf(_blobs), LayersWriter.Middle, .. JsonOf(_images), LayersWriter.Tail]);
    }

    /// <summary>The version of the stream; empty for none, which is no version that can be asked for again.</summary>
    public string Version { get; }

    public StreamGraph Graph { get; }

    public ReadyDocument Document { get; }

    /// <summary>The parts of blobs and images.</summary>
    public IEnumerable<LayersPart> Parts => _blobs.Parts.Concat(_images.Parts);

    private static IEnumerable<ReadyPart> JsonOf(LayersMap map) => map.Parts.Select(p => p.Json);
}
