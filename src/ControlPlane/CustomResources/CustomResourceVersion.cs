using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>One version of a custom resource.</summary>
internal sealed record CustomResourceVersion
{
    internal required string Name { get; init; }

    internal required bool IsServed { get; init; }

    internal required bool IsStorage { get; init; }

    /// <summary>Whether <c>status</c> is written through a path of its own.</summary>
    internal required bool HasStatus { get; init; }

    /// <summary>What requests for a deprecated version are warned with; <c>null</c> for the others.</summary>
    internal string? DeprecationWarning { get; init; }

    internal required StructuralSchema Schema { get; init; }

    /// <summary>The schema as it was written, for OpenAPI documents.</summary>
    internal required JsonObject OpenApiSchema { get; init; }

    internal IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    internal static CustomResourceVersion Parse(JsonObject version, string group, string kind)
    {
        var name = version["name"]!.GetValue<string>();
        var schema = version["schema"]!["openAPIV3Schema"]!.AsObject();
        return new()
        {
            Name = name,
            IsServed = JsonValues.IsTrue(version["served"]),
            IsStorage = JsonValues.IsTrue(version["storage"]),
            HasStatus = version.At("subresources", "status") is not null,
            DeprecationWarning = JsonValues.IsTrue(version["deprecated"])
                ? JsonValues.TextOf(version["deprecationWarning"]) ?? $"{group}/{name} {kind} is deprecated"
                : null,
            Schema = StructuralSchema.Parse(schema),
            OpenApiSchema = schema,
            Columns = [.. (version["additionalPrinterColumns"] as JsonArray ?? []).OfType<JsonObject>().Select(PrinterColumn.Parse)],
        };
    }
}
