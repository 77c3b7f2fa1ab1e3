using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A list whose items come one by one and are sent as they come: it may be larger than what one wants to hold in memory.</summary>
/// <param name="Kind">Kind of the list, for example <c>ImageList</c>.</param>
/// <param name="ItemKind">Kind of the items, which they need not name themselves.</param>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Items">The items; asked for once.</param>
/// <param name="Metadata">Version of the list and token of the next page; asked for after the last item.</param>
public sealed record StreamedList<T>(string Kind, string ItemKind, string ApiVersion, IAsyncEnumerable<T> Items, Func<ListMeta> Metadata);
