using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>All managers of an object: <c>metadata.managedFields</c>, read.</summary>
internal sealed class ManagerList : Dictionary<ManagerKey, OwnedFields>
{
    internal ManagerList()
    {
    }

    private ManagerList(ManagerList other)
        : base(other)
    {
    }

    /// <summary>Reads the list of a document; an absent one is empty.</summary>
    /// <exception cref="FormatException">An entry is broken.</exception>
    internal static ManagerList Of(JsonObject document)
    {
        var managers = new ManagerList();
        foreach (var entry in document.At("metadata", "managedFields") as JsonArray ?? [])
        {
            managers.Read(entry as JsonObject ?? throw new FormatException("An entry of managedFields is no object."));
        }

        return managers;
    }

    /// <summary>The same, but empty when an entry is broken.</summary>
    internal static ManagerList OfOrEmpty(JsonObject document)
    {
        try
        {
            return Of(document);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    /// <summary>Whether the document asks to forget all managers: with an empty list, or one empty entry.</summary>
    internal static bool IsReset(JsonObject document) => document.At("metadata", "managedFields") is JsonArray list
        && (list.Count == 0 || (list.Count == 1 && list[0] is JsonObject { Count: 0 }));

    internal ManagerList Copy() => new(this);

    /// <summary>Writes the list into a document, replacing the one it has.</summary>
    internal void WriteTo(JsonObject document)
    {
        var metadata = document["metadata"] as JsonObject;
        metadata?.Remove("managedFields");
        if (Count == 0)
        {
            return;
        }

        if (metadata is null)
        {
            document["metadata"] = metadata = [];
        }

        metadata["managedFields"] = new JsonArray([.. InOrder().Select(entry => Entry(entry.Key, entry.Value))]);
    }

    /// <summary>Applies before updates, older before newer, then by name.</summary>
    private IEnumerable<KeyValuePair<ManagerKey, OwnedFields>> InOrder() => this
        .OrderBy(entry => entry.Key.IsApply ? "Apply" : "Update", StringComparer.Ordinal)
        .ThenBy(entry => SecondsOf(entry.Value.Time))
        .ThenBy(entry => entry.Key.Manager, StringComparer.Ordinal)
        .ThenBy(entry => entry.Value.ApiVersion, StringComparer.Ordinal)
        .ThenBy(entry => entry.Key.Subresource, StringComparer.Ordinal);

    internal static long SecondsOf(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed.ToUnixTimeSeconds()
            : 0;

    private static JsonObject Entry(ManagerKey key, OwnedFields owned)
    {
        var entry = new JsonObject
        {
            ["apiVersion"] = owned.ApiVersion,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = owned.Fields.ToJson(),
            ["manager"] = key.Manager,
            ["operation"] = key.IsApply ? "Apply" : "Update",
        };
        if (key.Subresource.Length > 0)
        {
            entry["subresource"] = key.Subresource;
        }

        if (owned.Time is { } time)
        {
            entry["time"] = time;
        }

        return entry;
    }

    private void Read(JsonObject entry)
    {
        var operation = Text(entry, "operation");
        if (operation is not ("Apply" or "Update"))
        {
            throw new FormatException("operation must be `Apply` or `Update`");
        }

        var version = Text(entry, "apiVersion");
        if (version.Length == 0)
        {
            throw new FormatException("apiVersion must not be empty");
        }

        if (Text(entry, "fieldsType") != "FieldsV1")
        {
            throw new FormatException($"invalid fieldsType \"{Text(entry, "fieldsType")}\" in managed fields entry");
        }

        var fields = entry["fieldsV1"] is JsonObject json ? FieldSet.FromJson(json) : FieldSet.Empty;
        var isApply = operation == "Apply";
        var key = new ManagerKey(Text(entry, "manager"), isApply, isApply ? "" : version, Text(entry, "subresource"));
        this[key] = new(fields, version, JsonValues.TextOf(entry["time"]));
    }

    private static string Text(JsonObject entry, string field) => JsonValues.TextOf(entry[field]) ?? "";
}
