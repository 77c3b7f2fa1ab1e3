using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What one kind does differently from others. Documents are in the served version.</summary>
internal sealed record KindRules
{
    public static KindRules Default { get; } = new();

    /// <summary>What is wrong with a name.</summary>
    public Func<string, IReadOnlyList<string>> Name { get; init; } = ObjectNames.Subdomain;

    /// <summary>Whether <c>metadata.generation</c> counts the changes of everything but metadata and status.</summary>
    public bool CountsGeneration { get; init; }

    /// <summary>Whether an update of what is not there creates it.</summary>
    public bool UpdateCreates { get; init; }

    /// <summary>Whether an update need not say which version it was decided on.</summary>
    public bool AllowsUnconditionalUpdate { get; init; } = true;

    /// <summary>Whether dependents stay behind unless a deletion says otherwise.</summary>
    public bool OrphansByDefault { get; init; }

    /// <summary>Whether a write of the status may change labels and the like.</summary>
    public bool StatusTakesMetadata { get; init; }

    /// <summary>Fills in what was left out, on every write.</summary>
    public Action<JsonObject> SetDefaults { get; init; } = static _ => { };

    /// <summary>Sets what only the server decides, before a create.</summary>
    public Action<JsonObject> PrepareCreate { get; init; } = static _ => { };

    /// <summary>The same before an update of the object itself, not its status; the second document is the stored one.</summary>
    public Action<JsonObject, JsonObject> PrepareUpdate { get; init; } = static (_, _) => { };

    /// <summary>Marks an object whose deletion has been asked for, before it is decided whether something keeps it.</summary>
    public Action<JsonObject, DateTimeOffset> PrepareDelete { get; init; } = static (_, _) => { };

    public Func<JsonObject, IEnumerable<FieldError>> Validate { get; init; } = static _ => [];

    /// <summary>What is wrong with a new object, beyond <see cref="Validate"/>.</summary>
    public Func<JsonObject, IEnumerable<FieldError>> ValidateCreate { get; init; } = static _ => [];

    /// <summary>What is wrong with the change from the second document to the first, beyond <see cref="Validate"/>.</summary>
    public Func<JsonObject, JsonObject, IEnumerable<FieldError>> ValidateUpdate { get; init; } = static (_, _) => [];

    /// <summary>What is let pass, but the caller should know.</summary>
    public Func<JsonObject, IEnumerable<string>> Warnings { get; init; } = static _ => [];
}
