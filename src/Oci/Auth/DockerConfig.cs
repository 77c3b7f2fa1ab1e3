using System.Text;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>The credentials of a docker configuration: <c>config.json</c>, or the older <c>.dockercfg</c>.</summary>
public sealed class DockerConfig
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly List<DockerConfigEntry> _entries = [];
    private readonly List<string> _ignored = [];

    private DockerConfig()
    {
    }

    public IReadOnlyList<DockerConfigEntry> Entries => _entries;

    /// <summary>The keys of entries that hold no usable credential.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>Reads <c>{"auths": {"quay.io": ...}}</c>.</summary>
    /// <exception cref="FormatException">It is not that; the message holds nothing of the content.</exception>
    public static DockerConfig Parse(ReadOnlyMemory<byte> json) => Read(json, root =>
        root.TryGetProperty("auths", out var auths) ? auths : default);

    /// <summary>Reads <c>{"quay.io": ...}</c>.</summary>
    /// <inheritdoc cref="Parse"/>
    public static DockerConfig ParseLegacy(ReadOnlyMemory<byte> json) => Read(json, root => root);

    private static DockerConfig Read(ReadOnlyMemory<byte> json, Func<JsonElement, JsonElement> auths)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("the docker configuration is not a JSON object");
            }

            var config = new DockerConfig();
            config.AddAll(auths(document.RootElement));
            return config;
        }
        catch (JsonException)
        {
            throw new FormatException("the docker configuration is not JSON"); // the parser's message quotes the content
        }
    }

    private void AddAll(JsonElement auths)
    {
        if (auths.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return;
        }

        if (auths.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("\"auths\" of the docker configuration is not a JSON object");
        }

        foreach (var entry in auths.EnumerateObject())
        {
            if (CredentialKey.TryParse(entry.Name, out var key) && ReadCredential(entry.Value) is { } credential)
            {
                _entries.Add(new DockerConfigEntry(key, credential));
            }
            else
            {
                _ignored.Add(Printable.Excerpt(entry.Name));
            }
        }
    }

    private static RegistryCredential? ReadCredential(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var credential = new RegistryCredential
        {
            Username = Text(entry, "username"),
            Password = Text(entry, "password"),
            IdentityToken = Text(entry, "identitytoken"),
            RegistryToken = Text(entry, "registrytoken"),
        };
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            return Decode(auth) is { } decoded
                ? credential with { Username = decoded.Username, Password = decoded.Password }
                : null;
        }

        return credential == new RegistryCredential() ? null : credential;
    }

    private static RegistryCredential? Decode(string auth)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : new RegistryCredential { Username = text[..colon], Password = text[(colon + 1)..].Trim('\0') };
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
