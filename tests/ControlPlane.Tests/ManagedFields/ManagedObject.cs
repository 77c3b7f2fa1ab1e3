using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>One object of one resource, written as a control plane writes it, without everything else that one does.</summary>
internal sealed class ManagedObject
{
    private readonly StructuralSchema _schema;
    private readonly FieldManagement _main;
    private readonly FieldManagement _status;
    private readonly bool _isCustom;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal ManagedObject(JsonObject question)
    {
        _isCustom = question["schema"] is not null;
        ApiVersion = (question["apiVersion"] ?? question["type"]!["apiVersion"])!.GetValue<string>();
        Kind = (question["kind"] ?? question["type"]!["kind"])!.GetValue<string>();
        GroupVersionKind.TryParse(ApiVersion, Kind, out var kind);
        _schema = _isCustom ? StructuralSchema.Parse(question["schema"]!.AsObject()) : BuiltInSchemas.Find(kind)!;
        var type = _isCustom ? TypeSchema.OfCustomResource(_schema) : TypeSchema.OfKind(_schema);
        _main = new()
        {
            TypeOf = version => version == ApiVersion ? type : null,
            ResetFields = _isCustom ? FieldManagement.Trees("status") : FieldSet.Empty,
        };
        _status = _main with { ResetFields = FieldManagement.Trees("metadata", "spec") };
    }

    internal string ApiVersion { get; }

    internal string Kind { get; }

    internal JsonObject? Live { get; private set; }

    /// <summary>Does a recorded step.</summary>
    /// <returns>Whether nothing was changed.</returns>
    internal bool Do(JsonObject step, string name)
    {
        _now = _now.AddSeconds(1);
        var subresource = step["subresource"]?.GetValue<string>() ?? "";
        var write = new FieldWrite(step["manager"]!.GetValue<string>(), ApiVersion, subresource, _now)
        {
            Force = step["force"]?.GetValue<bool>() ?? false,
        };
        var management = subresource.Length > 0 ? _status : _main;
        var body = step["document"] is { } document
            ? Merged(new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = Kind, ["metadata"] = new JsonObject { ["name"] = name } }, document)
            : Merged(Live!, step["change"]!);
        var isApply = step["op"]!.GetValue<string>() == "apply";
        var next = Prepared(isApply ? ManagedFields.Apply(management, Live, body, write) : body, subresource);
        next = isApply ? next : ManagedFields.Update(management, Live, next, write);
        var stored = Live is null ? next : ManagedFields.WithoutNewTimes(Live, next);
        var isSame = ReferenceEquals(stored, Live);
        Live = stored;
        return isSame;
    }

    /// <summary>The object as testdata/record.py keeps it.</summary>
    internal JsonObject Shown()
    {
        var document = Live!.DeepClone().AsObject();
        var metadata = document["metadata"]!.AsObject();
        foreach (var field in new[] { "apiVersion", "kind", "metadata" })
        {
            document.Remove(field);
        }

        foreach (var field in new[] { "labels", "annotations", "finalizers", "ownerReferences" })
        {
            if (metadata[field] is { } value)
            {
                document[field] = value.DeepClone();
            }
        }

        var entries = (metadata["managedFields"] as JsonArray ?? []).Select(entry => entry!.AsObject())
            .OrderBy(entry => $"{entry["operation"]} {entry["manager"]} {entry["apiVersion"]} {entry["subresource"]}", StringComparer.Ordinal)
            .Select(Entry);
        document["managedFields"] = new JsonArray([.. entries]);
        return document;
    }

    private static JsonNode Entry(JsonObject entry)
    {
        var shown = entry.DeepClone().AsObject();
        shown.Remove("fieldsType");
        shown["time"] = entry["time"] is not null;
        return shown;
    }

    private JsonObject Prepared(JsonObject next, string subresource)
    {
        if (_isCustom)
        {
            DropEmpty(next["metadata"]!.AsObject());
            SchemaPruner.Prune(_schema, next);
            SchemaDefaults.Apply(_schema, next);
        }

        if (subresource.Length > 0)
        {
            var result = Live!.DeepClone().AsObject();
            result["status"] = next["status"]?.DeepClone();
            result["metadata"]!["managedFields"] = next["metadata"]!["managedFields"]?.DeepClone();
            return result;
        }

        next.Remove("status");
        if (_isCustom && Live?["status"] is { } status)
        {
            next["status"] = status.DeepClone();
        }

        return next;
    }

    /// <summary>Custom resources never have empty metadata.</summary>
    private static void DropEmpty(JsonObject metadata)
    {
        foreach (var name in metadata.Where(field => field.Value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 }).Select(field => field.Key).ToList())
        {
            metadata.Remove(name);
        }
    }

    private static JsonObject Merged(JsonObject target, JsonNode patch)
    {
        var result = target.DeepClone().AsObject();
        foreach (var (name, value) in patch.AsObject())
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = value is JsonObject ? Merged(result[name] as JsonObject ?? [], value) : value.DeepClone();
            }
        }

        return result;
    }
}
