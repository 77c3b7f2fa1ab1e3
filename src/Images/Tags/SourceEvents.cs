using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>The event that a tag gets from its source, still without generation.</summary>
internal static class SourceEvents
{
    /// <summary>Why there is no event: at most one of the two is set, none when the source has no image yet.</summary>
    internal readonly record struct Result(TagEvent? Event, StatusCause? Cause);

    public static Result Find(
        ImageStream stream, TagReference tag, IReadOnlyDictionary<StreamKey, SourceStream> sources, EvaluationContext context)
    {
        if (tag.From?.Kind == SourceKinds.DockerImage)
        {
            return new Result(tag.Reference == true ? External(tag, context) : null, null);
        }

        if (!TagSource.TryRead(stream, tag, out var source))
        {
            return new Result(null, TagEvaluator.BadName(tag));
        }

        var path = TagEvaluator.PathOf(tag, "from.name");
        var name = tag.From!.Name ?? "";
        var found = source.Stream == stream.Key ? SourceStream.Found(stream) : sources[source.Stream];
        if (found.Problem is { } problem)
        {
            return new Result(null, FieldErrors.Invalid(path, name, $"unable to retrieve image stream: {problem}"));
        }

        if (found.Stream is null)
        {
            return new Result(null, FieldErrors.NotFound(path, name));
        }

        var result = tag.From.Kind == SourceKinds.ImageStreamTag
            ? new Result(found.Stream.FindNewest(source.Selector), null)
            : FindImage(found.Stream, source.Selector, path, name, context);
        return result.Event is { } next && tag.Reference != true
            ? result with { Event = InOwnRepository(next, source.Stream, stream.Key, context.RegistryHost) }
            : result;
    }

    private static TagEvent External(TagReference tag, EvaluationContext context) => new()
    {
        Created = WireTime.Truncate(context.Now),
        DockerImageReference = tag.From!.Name,
        Image = "",
    };

    private static Result FindImage(ImageStream source, string id, string path, string name, EvaluationContext context)
    {
        var match = ImageIds.Resolve(source.Status, id);
        if (match.Event is { } found)
        {
            return new Result(found with { Created = WireTime.Truncate(context.Now), Image = match.Images[0] }, null);
        }

        var resource = $"imagestreamimage.{ImageGroup.Name} {GoText.Quote(id)}";
        var problem = match.IsAmbiguous
            ? $"Operation cannot be fulfilled on {resource}: {ImageIds.AmbiguousMessage(match, id)}"
            : $"{resource} not found";
        return new Result(null, FieldErrors.Invalid(path, name, $"error generating tag event: {problem}"));
    }

    // An image of the integrated registry is pulled through the stream that tags it, so that the right to pull from that one is enough.
    private static TagEvent InOwnRepository(TagEvent next, StreamKey source, StreamKey own, string registryHost)
    {
        if (registryHost.Length == 0
            || source == own
            || !ImageReference.TryParse(next.DockerImageReference, out var reference)
            || reference.AsRepository().Exact != $"{registryHost}/{source}")
        {
            return next;
        }

        return next with { DockerImageReference = (reference with { Namespace = own.Namespace, Name = own.Name }).Exact };
    }
}
