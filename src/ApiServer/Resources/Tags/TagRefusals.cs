using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>What the store says of a stream, said to somebody who writes a tag (docs/spec/api.md#refusals-of-tags).</summary>
internal static class TagRefusals
{
    private static readonly string Streams = GroupResource.Of(ImageStream.ResourceKind).ToString();

    /// <summary>The refusal, about the resource that was asked for; only the name still tells that it was the stream.</summary>
    public static ApiException Translate(ApiException refusal, RequestInfo request)
    {
        var status = refusal.Status;
        if (status.Details?.Kind != ImageStream.ResourceKind.Plural || status.Reason is not ("NotFound" or "AlreadyExists" or "Conflict" or "Forbidden"))
        {
            return refusal;
        }

        var message = status.Message?.Replace(Streams, request.GroupResource.ToString(), StringComparison.Ordinal);
        return new ApiException(status with { Message = message, Details = status.Details with { Kind = request.Resource } }, refusal);
    }
}
