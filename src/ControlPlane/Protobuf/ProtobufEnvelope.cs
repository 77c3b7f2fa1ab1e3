using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>An object as clients of built-in kinds send it: four bytes, then a message that says what it is and holds another one.</summary>
internal static class ProtobufEnvelope
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The document; null when it is of a kind that is not known as a message.</summary>
    /// <exception cref="FormatException">The bytes are no such envelope.</exception>
    public static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
        {
            throw new FormatException("the body does not begin as a protocol buffer of Kubernetes does");
        }

        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> raw = [];
        var reader = new WireReader(body[Magic.Length..]);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            switch (number, wireType)
            {
                case (1, 2):
                    (apiVersion, kind) = ReadType(reader.ReadBytes());
                    break;
                case (2, 2):
                    raw = reader.ReadBytes();
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        if (MessageShapes.FindKind(apiVersion, kind) is not { } message)
        {
            return null;
        }

        var document = MessageReader.Read(message, raw);
        document["apiVersion"] = apiVersion;
        document["kind"] = kind;
        return document;
    }

    private static (string ApiVersion, string Kind) ReadType(ReadOnlySpan<byte> bytes)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new WireReader(bytes);
        while (reader.TryReadTag(out var number, out var wireType))
        {
            switch (number, wireType)
            {
                case (1, 2):
                    apiVersion = reader.ReadText();
                    break;
                case (2, 2):
                    kind = reader.ReadText();
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return (apiVersion, kind);
    }
}
