using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>How objects of a kind become rows.</summary>
/// <param name="Columns">All columns, those with a priority above 0 too.</param>
/// <param name="Cells">The cells of one object at a time, as many as there are columns.</param>
public sealed record TableLayout<TItem>(
    IReadOnlyList<TableColumn> Columns,
    Func<TItem, DateTimeOffset, IReadOnlyList<JsonNode?>> Cells);
