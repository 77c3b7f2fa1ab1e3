using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Fetches the streams that tags come from; in a foreign namespace only what the caller himself may pull from (docs/spec/tags.md#sources).</summary>
internal sealed class SourceStreams(StoredObjects<ImageStream> streams, AccessReviewer reviewer)
{
    public async Task<IReadOnlyDictionary<StreamKey, SourceStream>> FetchAsync(IReadOnlyList<StreamKey> keys, string ownNamespace, WriteCall call)
    {
        var found = new Dictionary<StreamKey, SourceStream>();
        foreach (var key in keys)
        {
            var denial = key.Namespace == ownNamespace ? null : await FindDenialAsync(key, call);
            found[key] = denial ?? await FindAsync(key, call);
        }

        return found;
    }

    private async Task<SourceStream?> FindDenialAsync(StreamKey key, WriteCall call)
    {
        var pull = new AuthorizationAttributes
        {
            User = call.User,
            Verb = "get",
            IsResourceRequest = true,
            Group = ImageGroup.Name,
            Resource = ImageStream.ResourceKind.Plural,
            Subresource = "layers",
            Namespace = key.Namespace,
            Name = key.Name,
        };
        try
        {
            var verdict = await reviewer.ReviewAsync(pull, call.CancellationToken);
            return verdict.Allowed == true ? null : SourceStream.Denied(verdict.Reason ?? "", verdict.EvaluationError ?? "");
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            return SourceStream.Denied("", "the control plane could not be asked for the right to pull");
        }
    }

    private async Task<SourceStream> FindAsync(StreamKey key, WriteCall call)
    {
        try
        {
            return await streams.FindAsync(key.Namespace, key.Name, call.Caller) is { } stored ? SourceStream.Found(stored.Value) : SourceStream.Missing;
        }
        catch (ApiException e)
        {
            return SourceStream.Unavailable(e.Message);
        }
    }
}
