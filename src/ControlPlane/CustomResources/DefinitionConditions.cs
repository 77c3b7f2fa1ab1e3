using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>The status of a CustomResourceDefinition: whether its names are free, whether it is served, whether it is going.</summary>
/// <remarks>docs/spec/schemas.md#life-of-a-definition</remarks>
internal static class DefinitionConditions
{
    /// <summary>Keeps a definition until its objects are gone.</summary>
    internal const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    private const string NamesAccepted = "NamesAccepted";
    private const string Established = "Established";
    private const string Terminating = "Terminating";

    internal static bool IsEstablished(JsonObject definition) => IsTrue(definition, Established);

    internal static bool IsTerminating(JsonObject definition) => IsTrue(definition, Terminating);

    /// <summary>The names under which the resource is served.</summary>
    internal static JsonObject AcceptedNames(JsonObject definition) =>
        definition.At("status", "acceptedNames") as JsonObject is { Count: > 0 } names ? names : [];

    /// <summary>The status after a look at the other definitions of the group.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="others">All other definitions of any group.</param>
    /// <param name="now">Time of transitions.</param>
    /// <returns>The same status, value for value, when nothing changes.</returns>
    internal static JsonObject Decide(JsonObject definition, IEnumerable<JsonObject> others, DateTimeOffset now)
    {
        var status = definition["status"]?.DeepClone().AsObject() ?? [];
        var group = definition["spec"]!["group"];
        var taken = new TakenNames(others.Where(other => JsonNode.DeepEquals(other.At("spec", "group"), group)).Select(AcceptedNames));
        var (names, conflict) = taken.Accept(definition["spec"]!["names"]!.AsObject(), AcceptedNames(definition));
        status["acceptedNames"] = names;
        Set(
            status,
            conflict is { } problem
                ? new(NamesAccepted, false, problem.Reason, problem.Message)
                : new(NamesAccepted, true, "NoConflicts", "no conflicts found"),
            now);
        if (!IsEstablished(definition))
        {
            Set(
                status,
                conflict is null
                    ? new(Established, true, "InitialNamesAccepted", "the initial names have been accepted")
                    : new(Established, false, "NotAccepted", "not all names are accepted"),
                now);
        }

        return status;
    }

    /// <summary>The status of a definition whose deletion has been asked for.</summary>
    internal static JsonObject MarkTerminating(JsonObject definition, DateTimeOffset now) => With(
        definition,
        new(Terminating, true, "InstanceDeletionInProgress", "CustomResource deletion is in progress"),
        now);

    /// <summary>The status of a definition none of whose objects is left.</summary>
    internal static JsonObject MarkCleaned(JsonObject definition, DateTimeOffset now) => With(
        definition,
        new(Terminating, false, "InstanceDeletionCompleted", "removed all instances"),
        now);

    private static JsonObject With(JsonObject definition, DefinitionCondition condition, DateTimeOffset now)
    {
        var status = definition["status"]?.DeepClone().AsObject() ?? [];
        Set(status, condition, now);
        return status;
    }

    private static bool IsTrue(JsonObject definition, string type) =>
        Find(definition["status"] as JsonObject, type) is { } condition && JsonValues.TextOf(condition["status"]) == "True";

    private static JsonObject? Find(JsonObject? status, string type) =>
        (status?["conditions"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(condition => JsonValues.TextOf(condition["type"]) == type);

    /// <summary>Sets a condition; its time moves only when its status does.</summary>
    private static void Set(JsonObject status, DefinitionCondition condition, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var text = condition.IsTrue ? "True" : "False";
        var old = Find(status, condition.Type);
        var time = old is not null && JsonValues.TextOf(old["status"]) == text
            ? old["lastTransitionTime"]?.DeepClone()
            : now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var changed = new JsonObject
        {
            ["lastTransitionTime"] = time,
            ["message"] = condition.Message,
            ["reason"] = condition.Reason,
            ["status"] = text,
            ["type"] = condition.Type,
        };
        if (old is null)
        {
            conditions.Add((JsonNode)changed);
        }
        else
        {
            conditions[conditions.IndexOf(old)] = changed;
        }
    }
}
