using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Messages whose JSON is no object: times, quantities, numbers or texts, and documents inside documents.</summary>
internal static class SpecialMessages
{
    public static JsonNode? Read(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "@time" => ReadTime(bytes, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
        "@microtime" => ReadTime(bytes, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
        "@quantity" => ReadTexts(bytes).FirstOrDefault() ?? "",
        "@intorstring" => ReadIntOrString(bytes),
        "@strings" => new JsonArray([.. ReadTexts(bytes).Select(t => (JsonNode)t)]),
        "@raw" => ReadRaw(bytes),
        _ => throw new FormatException($"{type} is not known"),
    };

    // A time that is not set is an empty message.
    private static JsonValue? ReadTime(ReadOnlySpan<byte> bytes, string format)
    {
        var (seconds, nanoseconds) = (0L, 0L);
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            switch (number, wireType)
            {
                case (1, 0):
                    seconds = (long)reader.ReadVarint();
                    break;
                case (2, 0):
                    nanoseconds = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        if (bytes.IsEmpty)
        {
            return null;
        }

        try
        {
            var time = DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
            return JsonValue.Create(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException("a time is out of range", e);
        }
    }

    private static List<string> ReadTexts(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if ((number, wireType) == (1, 2))
            {
                texts.Add(reader.ReadText());
                continue;
            }

            reader.Skip(wireType);
        }

        return texts;
    }

    private static JsonNode ReadIntOrString(ReadOnlySpan<byte> bytes)
    {
        var (isText, number, text) = (false, 0L, "");
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            switch (field, wireType)
            {
                case (1, 0):
                    isText = reader.ReadVarint() == 1;
                    break;
                case (2, 0):
                    number = (long)reader.ReadVarint();
                    break;
                case (3, 2):
                    text = reader.ReadText();
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return isText ? text : number;
    }

    private static JsonNode? ReadRaw(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            if ((number, wireType) != (1, 2))
            {
                reader.Skip(wireType);
                continue;
            }

            try
            {
                return JsonNode.Parse(reader.ReadBytes());
            }
            catch (JsonException e)
            {
                throw new FormatException("a document inside the message is no JSON", e);
            }
        }

        return null;
    }
}
