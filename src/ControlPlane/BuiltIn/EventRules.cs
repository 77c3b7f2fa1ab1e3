using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Events, in the core group and in <c>events.k8s.io</c>.</summary>
internal static class EventRules
{
    private static readonly string[] Selectable =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "type",
    ];

    public static KindRules Core { get; } = new()
    {
        UpdateCreates = true,
        SetDefaults = document => ShowNothing(document, "firstTimestamp", "lastTimestamp", "source", "reportingComponent", "reportingInstance", "involvedObject"),
        Validate = document => ValidateNamespace(document, "involvedObject"),
    };

    public static KindRules New { get; } = new()
    {
        UpdateCreates = true,
        SetDefaults = document => ShowNothing(document, "deprecatedFirstTimestamp", "deprecatedLastTimestamp", "deprecatedSource"),
        Validate = document => document.ContainsKey("deprecatedCount") ? ValidateNamespace(document, "regarding") : ValidateNew(document),
    };

    public static SelectableFields CoreFields { get; } = SelectableFields.Of([.. Selectable.Select(f => (f, f)), ("source", "source.component")]);

    // The same stored fields; their names in the old group go on to work.
    public static SelectableFields NewFields { get; } = SelectableFields.Of(
        [.. Selectable.Select(f => (f, f)), .. Selectable.Where(f => f.StartsWith("involvedObject.", StringComparison.Ordinal)).Select(f => (f.Replace("involvedObject", "regarding", StringComparison.Ordinal), f)),
         ("reportingController", "reportingComponent"), ("source", "source.component")]);

    /// <summary>An event that says nothing, as it is written.</summary>
    public static JsonObject EmptyCore() => With([], Core);

    /// <inheritdoc cref="EmptyCore"/>
    public static JsonObject EmptyNew() => With(new JsonObject { ["regarding"] = new JsonObject() }, New);

    private static JsonObject With(JsonObject document, KindRules rules)
    {
        rules.SetDefaults(document);
        return document;
    }

    // These fields are written even when there is nothing in them.
    private static void ShowNothing(JsonObject document, params ReadOnlySpan<string> fields)
    {
        document.TryAdd("eventTime", null);
        foreach (var field in fields)
        {
            document.TryAdd(field, Nothing(field));
        }
    }

    private static JsonNode? Nothing(string field) => field switch
    {
        "reportingComponent" or "reportingInstance" => "",
        "source" or "deprecatedSource" or "involvedObject" => new JsonObject(),
        _ => null,
    };

    private static IEnumerable<FieldError> ValidateNamespace(JsonObject document, string field)
    {
        var about = (document.FindChild(field) ?? []).Text("namespace");
        if (about.Length == 0 ? document.Namespace != "default" : about != document.Namespace)
        {
            yield return FieldError.Invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
    }

    private static IEnumerable<FieldError> ValidateNew(JsonObject document)
    {
        foreach (var error in ValidateNamespace(document, "regarding"))
        {
            yield return error;
        }

        if (document["eventTime"] is null)
        {
            yield return FieldError.Required("eventTime", "");
        }
        else
        {
            foreach (var error in ValidateReporting(document))
            {
                yield return error;
            }
        }

        if (document.Text("type") is not ("Normal" or "Warning"))
        {
            yield return FieldError.Invalid("type", document.Text("type"), $"has invalid value: {document.Text("type")}");
        }
    }

    private static IEnumerable<FieldError> ValidateReporting(JsonObject document)
    {
        foreach (var (field, shown) in ((string, string)[])[("reportingController", "reportingController"), ("reportingInstance", "reportingInstance"), ("action", "action"), ("reason", "reason")])
        {
            if (document.Text(field).Length == 0)
            {
                yield return FieldError.Required(shown, "");
            }
        }

        if (System.Text.Encoding.UTF8.GetByteCount(document.Text("note")) > 1024)
        {
            yield return FieldError.Invalid("message", "", "can have at most 1024 bytes");
        }
    }
}
