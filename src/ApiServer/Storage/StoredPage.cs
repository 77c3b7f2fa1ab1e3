using System.Runtime.CompilerServices;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>A list, or one page of it, while it arrives.</summary>
internal sealed class StoredPage<T>(StoredDecoder<T> decoder, HttpResponseMessage response, FieldSelectorExpression selector) : IDisposable
    where T : class, IResource<T>
{
    private ListItems? _items;

    /// <summary>
    /// Version and next page, if there is one; known after the last item. What the control plane has still to come cannot be counted when we select, too.
    /// </summary>
    public ListMeta Metadata => _items?.Metadata is not { } metadata ? new() : metadata with
    {
        Continue = metadata.Continue is { Length: > 0 } next ? next : null, // a kube-apiserver says "" of custom resources
        RemainingItemCount = selector.IsEmpty ? metadata.RemainingItemCount : null,
    };

    /// <summary>The objects that could be read and are selected, as they are stored, with their served identity. Asked for once.</summary>
    /// <exception cref="ApiException">503 when the control plane breaks off.</exception>
    public async IAsyncEnumerable<T> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        _items = new ListItems(stream);
        await using var items = _items.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items))
        {
            if (decoder.TryDecode(items.Current)?.Value is { } item && selector.Matches(field => decoder.Kind.Fields[field](item)))
            {
                yield return item;
            }
        }
    }

    public void Dispose() => response.Dispose();

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<byte[]> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw ApiException.ServiceUnavailable($"the control plane broke off the list: {e.Message}", retryAfterSeconds: 1);
        }
    }
}
