using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Signatures as parts of their image (docs/spec/images.md#signatures).</summary>
public static class ImageSignatures
{
    /// <summary>What of a new signature is taken from its sender: not what only a verification can find.</summary>
    public static ImageSignature ForCreate(ImageSignature sent) => sent with
    {
        Conditions = null,
        ImageIdentity = null,
        SignedClaims = null,
        Created = null,
        IssuedBy = null,
        IssuedTo = null,
    };

    /// <summary>The image with one more signature; null when it has one of the name, or the same under another name.</summary>
    public static Image? Add(Image image, ImageSignature signature)
    {
        var there = image.Signatures ?? [];
        return there.Any(s => s.Metadata?.Name == signature.Metadata?.Name || IsSame(s, signature))
            ? null
            : image with { Signatures = [.. there, signature with { Kind = null, ApiVersion = null }] };
    }

    /// <summary>The image without the signature; null when it has none of the name.</summary>
    public static Image? Remove(Image image, string name)
    {
        var left = (image.Signatures ?? []).Where(s => s.Metadata?.Name != name).ToList();
        return left.Count == (image.Signatures?.Count ?? 0) ? null : image with { Signatures = left.Count == 0 ? null : left };
    }

    /// <summary>The signature as the API shows it: its conditions always have their times.</summary>
    internal static ImageSignature Served(ImageSignature signature) => WithTimes(signature, time => time.OrWrittenNull());

    /// <summary>The signature as it is stored.</summary>
    internal static ImageSignature Stored(ImageSignature signature) => WithTimes(signature, time => time.OrOmitted());

    private static ImageSignature WithTimes(ImageSignature signature, Func<OrNull<DateTimeOffset>, OrNull<DateTimeOffset>> form) => signature with
    {
        Conditions = signature.Conditions is { } conditions
            ? [.. conditions.Select(c => c with { LastProbeTime = form(c.LastProbeTime), LastTransitionTime = form(c.LastTransitionTime) })]
            : null,
    };

    private static bool IsSame(ImageSignature a, ImageSignature b) => a.Type == b.Type && a.Content.AsSpan().SequenceEqual(b.Content);
}
