using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>
/// The blobs or the images of an answer, dealt out by their digests to parts of about equal size. When few of them change, few of the parts do,
/// and the others are neither written nor compressed again.
/// </summary>
internal sealed class LayersMap
{
    private const int MaxParts = 256; // one for each first byte of a digest

    private LayersMap(LayersPart[] parts) => Parts = parts;

    /// <summary>One for each share of the digests; some may be empty.</summary>
    public IReadOnlyList<LayersPart> Parts { get; }

    /// <param name="members">The entries.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="partSize">How many are to be in a part.</param>
    /// <param name="former">An earlier answer's, whose parts are taken over where they are the same.</param>
    /// <param name="write">Writes a part; told of its entries, and whether they come first.</param>
    public static LayersMap Of(
        IEnumerable<LayersMember> members, int count, int partSize, LayersMap? former, Func<IReadOnlyList<LayersMember>, bool, ReadyPart> write)
    {
        var shares = Deal(members, CountOf(count, partSize, former));
        var isFirst = true;
        var parts = new LayersPart[shares.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var known = former?.Parts.Count == parts.Length ? former.Parts[i] : null;
            parts[i] = known?.Is(shares[i], isFirst) == true ? known : new LayersPart(shares[i], isFirst, write(shares[i], isFirst));
            isFirst &= shares[i].Count == 0;
        }

        return new(parts);
    }

    private static List<List<LayersMember>> Deal(IEnumerable<LayersMember> members, int count)
    {
        List<List<LayersMember>> shares = [.. Enumerable.Range(0, count).Select(_ => new List<LayersMember>())];
        foreach (var member in members)
        {
            shares[member.Name.FirstByte * count / MaxParts].Add(member);
        }

        return shares;
    }

    /// <summary>As many as before, unless that has become far too many or too few.</summary>
    private static int CountOf(int members, int partSize, LayersMap? former)
    {
        var count = 1;
        while (count < MaxParts && count * partSize < members)
        {
            count *= 2;
        }

        return former?.Parts.Count is { } known && known <= count * 2 && count <= known * 2 ? known : count;
    }
}
