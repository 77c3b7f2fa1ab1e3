using System.Text.Json.Nodes;

namespace ImageStreams.GenericApiServer;

/// <summary>Layouts that every API has.</summary>
public static class TableLayouts
{
    private const string CreatedDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in "
        + "happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
        + "Populated by the system. Read-only. Null for lists. More info: "
        + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

    /// <summary>Name and creation: for kinds that say nothing about themselves.</summary>
    public static TableLayout<JsonObject> Default { get; } = new(
        [TableColumn.NameColumn, new("Created At", "date", "", CreatedDescription, 0)],
        (item, _) =>
        {
            var metadata = item["metadata"] as JsonObject;
            return [metadata?["name"]?.DeepClone() ?? "", metadata?["creationTimestamp"]?.DeepClone()];
        });
}
