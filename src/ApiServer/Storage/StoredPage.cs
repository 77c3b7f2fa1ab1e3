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

    /// <summary>The objects that could be read and are selected, in the order of their served names. Asked for once.</summary>
    /// <remarks>They are as they are stored but for their identity, which is the served one.</remarks>
    /// <exception cref="ApiException">503 when the control plane breaks off.</exception>
    public async IAsyncEnumerable<T> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        _items = new ListItems(stream);
        var order = new ServedOrder<T>();
        await using var items = _items.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items))
        {
            if (decoder.TryDecode(items.Current)?.Value is not { } item || !selector.Matches(field => decoder.Kind.Fields[field](item)))
            {
                continue;
            }

            foreach (var next in order.Take(item.Metadata, item, items.Current.Length))
            {
                yield return next;
            }
        }

        foreach (var last in order.Rest())
        {
            yield return last;
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
