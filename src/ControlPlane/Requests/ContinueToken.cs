using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Where the next page of a list begins, in the form and with the refusals of a kube-apiserver.</summary>
/// <param name="Revision">State that the list is of; 0 takes the current one.</param>
/// <param name="After">The last key of the page before.</param>
internal readonly record struct ContinueToken(long Revision, string After)
{
    private const string Version = "meta.k8s.io/v1";

    /// <summary>How a token says that it takes the current state.</summary>
    private const long AnyRevision = -1;

    /// <summary>Keys begin with a slash, and a page with the first possible key behind the last one.</summary>
    public override string ToString() => Base64Url.EncodeToString(KubeJson.ToUtf8(new JsonObject
    {
        ["v"] = Version,
        ["rv"] = Revision == 0 ? AnyRevision : Revision,
        ["start"] = $"/{After}\0",
    }));

    /// <exception cref="ApiException">400 when the text is no token.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            return Read(text);
        }
        catch (FormatException e)
        {
            // Where an error stands, nobody can see in a token.
            throw ApiException.BadRequest($"invalid continue token: continue key is not valid: {e.Message.Split(" at line ")[0]}", e);
        }
    }

    private static ContinueToken Read(string text)
    {
        var token = KubeJson.Parse(Decode(text)) switch
        {
            JsonObject map => map,
            null => [],
            var other => throw new FormatException($"json: cannot unmarshal {TypeName(other)} into Go value of type storage.continueToken"),
        };
        var version = Text(token, "v");
        if (version != Version)
        {
            throw new FormatException($"server does not recognize this encoded version {version}");
        }

        var start = Text(token, "start");
        var revision = Number(token, "rv");
        return (revision, start) switch
        {
            (0, _) => throw new FormatException($"incorrect encoded start resourceVersion (version {Version})"),
            (_, "") => throw new FormatException($"encoded start key empty (version {Version})"),
            _ when start.Split('/').Any(step => step is "." or "..") => throw new FormatException(start),
            _ => new ContinueToken(Math.Max(revision, 0), start.TrimStart('/').TrimEnd('\0')),
        };
    }

    private static byte[] Decode(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var foreign = Array.FindIndex(utf8, b => !IsLetterOfBase64(b) && b is not ((byte)'\r' or (byte)'\n'));
        var letters = utf8.Where(IsLetterOfBase64).ToArray();
        if (foreign >= 0 || letters.Length % 4 == 1)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"illegal base64 data at input byte {(foreign >= 0 ? foreign : utf8.Length - 1)}"));
        }

        return Base64Url.DecodeFromUtf8(Canonical(letters));
    }

    /// <summary>Bits that are left over in the last letter mean nothing, but are refused here unless they are zero.</summary>
    private static byte[] Canonical(byte[] letters)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        if (letters.Length % 4 is var rest and > 0)
        {
            var unused = rest == 2 ? 0b1111 : 0b11;
            letters[^1] = (byte)alphabet[alphabet.IndexOf((char)letters[^1], StringComparison.Ordinal) & ~unused];
        }

        return letters;
    }

    private static bool IsLetterOfBase64(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_';

    private static string Text(JsonObject token, string field) => token[field] switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => throw WrongType(other, field, "string"),
    };

    private static long Number(JsonObject token, string field) => token[field] switch
    {
        null => 0,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        var other => throw WrongType(other, field, "int64"),
    };

    private static FormatException WrongType(JsonNode value, string field, string wanted) =>
        new($"json: cannot unmarshal {TypeName(value)} into Go struct field continueToken.{field} of type {wanted}");

    private static string TypeName(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
