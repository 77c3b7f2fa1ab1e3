using System.Text.Json;

namespace ImageStreams.ApiServer;

/// <summary>Finds the version in a document of the store without reading the rest: an object has it where a table has it.</summary>
internal static class StoredVersion
{
    /// <summary><c>metadata.resourceVersion</c>; null when there is none.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static string? Find(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = 20_000 });
        reader.Read();
        return MoveTo(ref reader, "metadata"u8) && MoveTo(ref reader, "resourceVersion"u8) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>Goes to the value of a field of the object at which the reader stands.</summary>
    private static bool MoveTo(ref Utf8JsonReader reader, ReadOnlySpan<byte> field)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(field);
            reader.Read();
            if (isIt)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
