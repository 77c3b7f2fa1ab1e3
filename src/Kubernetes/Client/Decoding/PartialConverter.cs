using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageStreams.Kubernetes;

/// <summary>
/// Reads objects of a kind also from text whose end is still to come. A list of such objects is read in one go; for others the end of each item is looked
/// for first.
/// </summary>
public abstract class PartialConverter<T> : JsonConverter<T>
    where T : class
{
    /// <summary>Reads the object at whose first token the reader stands, up to its last.</summary>
    /// <returns>False when the text ends before the object does; the reader is then anywhere.</returns>
    /// <exception cref="JsonException">It is something else, or a field has a value of a wrong type.</exception>
    public abstract bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out T? value);

    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryRead(ref reader, out var value) ? value : throw new JsonException("breaks off");

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        throw new NotSupportedException("such an object is only read");
}
