using System.Text.Json;

namespace ImageStreams.Kubernetes;

/// <summary>What can be told of any object, also of one whose other fields are wrong.</summary>
internal readonly record struct ObjectHeader(NamespacedName Key, string? Uid, string? ResourceVersion, bool IsEndOfInitialEvents)
{
    /// <summary>Reads the metadata of a well-formed JSON object; what is not a text is passed over.</summary>
    public static ObjectHeader Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, JsonLimits.Options);
        var header = new ObjectHeader(new NamespacedName("", ""), null, null, false);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return header;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata");
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject)
            {
                return ReadMetadata(ref reader);
            }

            reader.Skip();
        }

        return header;
    }

    private static ObjectHeader ReadMetadata(ref Utf8JsonReader reader)
    {
        string? name = null, ns = null, uid = null, version = null;
        var initialEventsEnd = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"))
            {
                name = Text(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"))
            {
                ns = Text(ref reader);
            }
            else if (reader.ValueTextEquals("uid"))
            {
                uid = Text(ref reader);
            }
            else if (reader.ValueTextEquals("resourceVersion"))
            {
                version = Text(ref reader);
            }
            else
            {
                var annotations = reader.ValueTextEquals("annotations");
                reader.Read();
                initialEventsEnd |= annotations && reader.TokenType == JsonTokenType.StartObject && SaysInitialEventsEnd(reader);
                reader.Skip();
            }
        }

        return new ObjectHeader(new NamespacedName(ns ?? "", name ?? ""), uid, version, initialEventsEnd);
    }

    /// <summary>Looks through the annotations with a copy of the reader, which the caller then skips itself.</summary>
    private static bool SaysInitialEventsEnd(Utf8JsonReader annotations)
    {
        while (annotations.Read() && annotations.TokenType == JsonTokenType.PropertyName)
        {
            var found = annotations.ValueTextEquals("k8s.io/initial-events-end");
            annotations.Read();
            if (found && annotations.TokenType == JsonTokenType.String)
            {
                return annotations.ValueTextEquals("true");
            }

            annotations.Skip();
        }

        return false;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // not UTF-8
        }
    }
}
