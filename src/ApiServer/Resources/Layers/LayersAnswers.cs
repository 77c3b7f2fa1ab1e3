using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>
/// The layers of streams, made when a stream or one of its images has changed and kept otherwise (docs/spec/api.md#layers). Whether the stream
/// has changed is asked of the store: once for all requests that wait at the same time, and after the last of them came.
/// </summary>
internal sealed class LayersAnswers(StoredObjects<ImageStream> streams, StreamGraphs graphs, LayersCache cache, TimeProvider time)
{
    private readonly Flights<StreamKey, LayersAnswer> _looks = new(time) { Keeps = false };

    /// <exception cref="ApiException">Among others 404 when there is no such stream.</exception>
    public Task<LayersAnswer> GetAsync(StreamKey key, StoreCaller caller) =>
        _looks.RunAsync(key, since: null, _ => LookAsync(key, caller with { Response = null }), caller.CancellationToken);

    private async Task<LayersAnswer> LookAsync(StreamKey key, StoreCaller caller)
    {
        var known = cache.Find(key);
        try
        {
            return known is not null && await IsCurrentAsync(known, key, caller) ? known : await MakeAsync(key, known, caller);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            cache.Remove(key);
            throw;
        }
        catch (JsonException e)
        {
            throw ApiException.InternalError($"the stored object cannot be read: {e.Message}", e);
        }
    }

    private async Task<bool> IsCurrentAsync(LayersAnswer known, StreamKey key, StoreCaller caller) =>
        graphs.IsCurrent(known.Graph) && known.Version.Length > 0 && await streams.ReadVersionAsync(key.Namespace, key.Name, caller) == known.Version;

    private async Task<LayersAnswer> MakeAsync(StreamKey key, LayersAnswer? former, StoreCaller caller)
    {
        var outline = StreamOutlineReader.Read(await streams.ReadAsync(key.Namespace, key.Name, caller));
        var graph = await graphs.BuildAsync(outline.Images, caller);
        var answer = new LayersAnswer(outline.Metadata.ResourceVersion ?? "", MetadataTranslation.ToServed(outline.Metadata), graph, former);
        cache.Set(key, answer);
        return answer;
    }
}
