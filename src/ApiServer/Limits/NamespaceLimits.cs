using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>
/// The limit ranges of namespaces, asked by everything that writes streams or takes images in (docs/spec/imagestream.md#limits). Until they have been
/// read nothing is let through.
/// </summary>
internal sealed class NamespaceLimits(ILister<LimitRange> ranges)
{
    private const string StillLoading = "the server is still loading limit information";

    public bool HasSynced => ranges.HasSynced;

    /// <summary>Why a stream may not be written so, in the words of a refusal; null when it may.</summary>
    /// <param name="old">The stored stream; null when the stream is new.</param>
    /// <param name="stream">The stream as it is to be stored.</param>
    public string? FindProblem(ImageStream? old, ImageStream stream)
    {
        if (!ranges.HasSynced)
        {
            return $"limitranges is forbidden: {StillLoading}";
        }

        return LimitsOf(stream.Metadata?.Namespace ?? "").FindProblem(old, stream) is { } problem
            ? $"{GroupKind.Of(ImageStream.ResourceKind)} {GoText.Quote(stream.Metadata?.Name ?? "")} is forbidden: {problem}"
            : null;
    }

    /// <summary>Whether an image may be taken in.</summary>
    /// <param name="image">The image with its size.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="name">Name of the object that was sent.</param>
    /// <exception cref="ApiException">403 when it is too large.</exception>
    public void EnsureImage(Image image, RequestInfo request, string name)
    {
        var problem = ranges.HasSynced ? LimitsOf(request.Namespace).FindProblem(image) : StillLoading;
        if (problem is not null)
        {
            throw ApiException.Forbidden(request.GroupResource, name, problem);
        }
    }

    private ImageLimits LimitsOf(string ns) => ImageLimits.Of(ranges.List(ns));
}
