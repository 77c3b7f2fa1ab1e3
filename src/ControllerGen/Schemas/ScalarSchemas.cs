using System.Text.Json.Nodes;

namespace ImageStreams.ControllerGen;

/// <summary>The schemas of values without fields.</summary>
internal static class ScalarSchemas
{
    /// <summary>The schema of <paramref name="type"/>, or <c>null</c> when it is no scalar.</summary>
    internal static JsonObject? Of(Type type) => type switch
    {
        _ when type == typeof(string) => Schema("string"),
        _ when type == typeof(bool) => Schema("boolean"),
        _ when type == typeof(int) => Schema("integer", "int32"),
        _ when type == typeof(long) => Schema("integer", "int64"),
        _ when type == typeof(byte[]) => Schema("string", "byte"),
        _ when type == typeof(DateTimeOffset) => Schema("string", "date-time"),
        _ => null,
    };

    private static JsonObject Schema(string type, string? format = null) =>
        format is null ? new() { ["type"] = type } : new() { ["type"] = type, ["format"] = format };
}
