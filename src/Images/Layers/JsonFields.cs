using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>
/// Walks through JSON without making objects of it: a field that nobody takes is passed over. The end of the text may still be to come: whatever returns
/// false has come to where the text ends, and leaves the reader anywhere. With a reader of the whole text that does not happen.
/// </summary>
internal static class JsonFields
{
    /// <summary>Goes through the fields of the object at which the reader stands; a null has none.</summary>
    /// <param name="reader">At the first token of the object; afterwards at its last.</param>
    /// <param name="into">Given to <paramref name="take"/>.</param>
    /// <param name="take">Called at the name of each field, with the reader. It reads the value, or leaves the reader where it is.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool TryWalk<TInto>(ref Utf8JsonReader reader, TInto into, FieldTaker<TInto> take)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        Expect(reader, JsonTokenType.StartObject);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return true;
            }

            var name = reader.TokenStartIndex;
            if (!take(ref reader, into) || (reader.TokenStartIndex == name && !reader.TrySkip()))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Goes through the fields of the object that is the value of a field; a null has none.</summary>
    /// <param name="reader">At the name of the field; afterwards at the end of the value.</param>
    /// <param name="into">Given to <paramref name="take"/>.</param>
    /// <param name="take">As above.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool TryWalkValue<TInto>(ref Utf8JsonReader reader, TInto into, FieldTaker<TInto> take) =>
        reader.Read() && TryWalk(ref reader, into, take);

    /// <summary>Goes through the elements of the list that is the value of a field; a null has none.</summary>
    /// <param name="reader">At the name of the field; afterwards at the end of the value.</param>
    /// <param name="into">Given to <paramref name="take"/>.</param>
    /// <param name="take">Called at the first token of each element, and leaves the reader at its last.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool TryWalkList<TInto>(ref Utf8JsonReader reader, TInto into, FieldTaker<TInto> take)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        Expect(reader, JsonTokenType.StartArray);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return true;
            }

            if (!take(ref reader, into))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Reads the text that is the value of a field; a null is empty.</summary>
    /// <param name="reader">At the name of the field; afterwards at its value.</param>
    /// <param name="name">The text.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool TryReadName(ref Utf8JsonReader reader, out BlobName name)
    {
        name = default;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        Expect(reader, JsonTokenType.String);
        name = reader.ValueIsEscaped ? BlobName.Of(reader.GetString()) : BlobName.Of(reader.ValueSpan);
        return true;
    }

    /// <summary>Reads the text that is the value of a field; null for null.</summary>
    /// <param name="reader">At the name of the field; afterwards at its value.</param>
    /// <param name="text">The text.</param>
    /// <param name="known">Texts that are often met: these are given instead of another copy. They are ASCII.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static bool TryReadText(ref Utf8JsonReader reader, out string? text, params ReadOnlySpan<string> known)
    {
        text = null;
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        Expect(reader, JsonTokenType.String);
        foreach (var often in known)
        {
            if ((reader.ValueIsEscaped || reader.ValueSpan.Length == often.Length) && reader.ValueTextEquals(often))
            {
                text = often;
                return true;
            }
        }

        text = reader.GetString();
        return true;
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
    /// <returns>False when the text ends before the part does.</returns>
    public delegate bool FieldTaker<in TInto>(ref Utf8JsonReader reader, TInto into);
}
