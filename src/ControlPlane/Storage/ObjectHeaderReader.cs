using System.Collections.Frozen;
using System.Text.Json;

namespace ImageStreams.ControlPlane;

/// <summary>Reads an <see cref="ObjectHeader"/> out of an object's JSON without building a document.</summary>
internal static class ObjectHeaderReader
{
    /// <exception cref="JsonException">The bytes are no JSON object, or the metadata has fields of the wrong type.</exception>
    public static ObjectHeader Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var header = new ObjectHeader();
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextField(ref reader) is { } field)
        {
            switch (field)
            {
                case "apiVersion":
                    header = header with { ApiVersion = ReadString(ref reader) };
                    break;
                case "kind":
                    header = header with { Kind = ReadString(ref reader) };
                    break;
                case "metadata":
                    header = ReadMetadata(ref reader, header);
                    break;
                default:
                    SkipValue(ref reader);
                    break;
            }
        }

        return header;
    }

    private static ObjectHeader ReadMetadata(ref Utf8JsonReader reader, ObjectHeader header)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextField(ref reader) is { } field)
        {
            switch (field)
            {
                case "name":
                    header = header with { Name = ReadString(ref reader) };
                    break;
                case "namespace":
                    header = header with { Namespace = ReadString(ref reader) };
                    break;
                case "uid":
                    header = header with { Uid = ReadString(ref reader) };
                    break;
                case "deletionTimestamp":
                    header = header with { IsDeleting = ReadString(ref reader).Length > 0 };
                    break;
                case "labels":
                    header = header with { Labels = ReadLabels(ref reader) };
                    break;
                case "finalizers":
                    header = header with { Finalizers = ReadFinalizers(ref reader) };
                    break;
                case "ownerReferences":
                    header = header with { Owners = ReadOwners(ref reader) };
                    break;
                default:
                    SkipValue(ref reader);
                    break;
            }
        }

        return header;
    }

    private static FrozenDictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextField(ref reader) is { } key)
        {
            labels[key] = ReadString(ref reader);
        }

        return labels.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static List<string> ReadFinalizers(ref Utf8JsonReader reader)
    {
        var finalizers = new List<string>();
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            finalizers.Add(reader.GetString() ?? "");
        }

        return finalizers;
    }

    private static List<OwnerLink> ReadOwners(ref Utf8JsonReader reader)
    {
        var owners = new List<OwnerLink>();
        reader.Read();
        while (reader.TokenType != JsonTokenType.Null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            owners.Add(ReadOwner(ref reader));
        }

        return owners;
    }

    private static OwnerLink ReadOwner(ref Utf8JsonReader reader)
    {
        var owner = new OwnerLink("", "", "", "", false);
        while (NextField(ref reader) is { } field)
        {
            owner = field switch
            {
                "apiVersion" => owner with { ApiVersion = ReadString(ref reader) },
                "kind" => owner with { Kind = ReadString(ref reader) },
                "name" => owner with { Name = ReadString(ref reader) },
                "uid" => owner with { Uid = ReadString(ref reader) },
                "blockOwnerDeletion" => owner with { BlocksOwnerDeletion = reader.Read() && reader.TokenType == JsonTokenType.True },
                _ => Skipped(ref reader, owner),
            };
        }

        return owner;
    }

    private static OwnerLink Skipped(ref Utf8JsonReader reader, OwnerLink owner)
    {
        SkipValue(ref reader);
        return owner;
    }

    private static string? NextField(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : null;

    private static string ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString() ?? "",
            JsonTokenType.Null => "",
            var other => throw new JsonException($"a string was expected, not {other}"),
        };
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException($"{type} was expected, not {reader.TokenType}");
        }
    }
}
