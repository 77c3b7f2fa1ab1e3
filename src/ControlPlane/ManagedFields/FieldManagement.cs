using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>How the fields of a resource are managed.</summary>
internal sealed record FieldManagement
{
    /// <summary>The type of documents by <c>apiVersion</c>; <c>null</c> for versions that do not exist (any more).</summary>
    internal required Func<string, TypeSchema?> TypeOf { get; init; }

    /// <summary>Fields that requests of this path cannot change, so that they own nothing there: <c>status</c>, or all but <c>status</c>.</summary>
    internal FieldSet ResetFields { get; init; } = FieldSet.Empty;

    /// <summary>What a new object is compared with.</summary>
    internal JsonObject Empty { get; init; } = [];

    /// <summary>A set of whole trees of fields, for <see cref="ResetFields"/>.</summary>
    internal static FieldSet Trees(params IReadOnlyList<string> fields)
    {
        var set = new FieldSet();
        foreach (var field in fields)
        {
            set.Add([PathElement.Field(field)]);
        }

        return set;
    }
}
