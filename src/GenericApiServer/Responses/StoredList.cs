using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>A list as a store has it: items that nobody has to understand in order to send them.</summary>
/// <param name="Kind">Kind of the list, for example <c>ConfigMapList</c>.</param>
/// <param name="ItemKind">Kind of the items, which they need not name themselves.</param>
/// <param name="ApiVersion">Group and version of both.</param>
/// <param name="Metadata">Version of the list and token of the next page.</param>
/// <param name="Items">Complete JSON objects in UTF-8.</param>
public sealed record StoredList(string Kind, string ItemKind, string ApiVersion, ListMeta Metadata, IReadOnlyList<ReadOnlyMemory<byte>> Items);
