using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>Walks through JSON without making objects of it: a field that nobody takes is passed over.</summary>
internal static class JsonFields
{
    /// <summary>Goes through the fields of the object at which the reader stands; a null has none.</summary>
    /// <param name="reader">At the first token of the object; afterwards at its last.</param>
    /// <param name="take">Called at the name of each field, with the reader. It reads the value, or leaves the reader where it is.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static void Walk(ref Utf8JsonReader reader, FieldTaker take)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.TokenStartIndex;
            take(ref reader);
            if (reader.TokenStartIndex == name)
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Goes through the elements of the list that is the value of a field; a null has none.</summary>
    /// <param name="reader">At the name of the field; afterwards at the end of the value.</param>
    /// <param name="take">Called at the first token of each element, and leaves the reader at its last.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static void WalkList(ref Utf8JsonReader reader, FieldTaker take)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            take(ref reader);
        }
    }

    /// <summary>The text that is the value of a field; empty for null.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static BlobName ReadName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        Expect(reader, JsonTokenType.String);
        return reader.ValueIsEscaped ? BlobName.Of(reader.GetString()) : BlobName.Of(reader.ValueSpan);
    }

    /// <summary>The text that is the value of a field; null for null.</summary>
    /// <param name="reader">At the name of the field; afterwards at its value.</param>
    /// <param name="known">Texts that are often met: these are returned instead of another copy.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static string? ReadText(ref Utf8JsonReader reader, params ReadOnlySpan<string> known)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(reader, JsonTokenType.String);
        foreach (var text in known)
        {
            if (reader.ValueTextEquals(text))
            {
                return text;
            }
        }

        return reader.GetString();
    }

    /// <exception cref="JsonException">The value has a wrong type.</exception>
    public static void Expect(in Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException("has the wrong type");
        }
    }

    /// <summary>Reads a part of a document.</summary>
    public delegate void FieldTaker(ref Utf8JsonReader reader);
}
