using System.Net.Http.Headers;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>
/// The outline of a manifest, read in one pass that allocates nothing per entry: enough to decide what the document is and to
/// refuse it before objects are made of it.
/// </summary>
internal sealed class ManifestShape
{
    private static readonly string[] Ambiguous = ["", MediaTypes.Json, MediaTypes.OctetStream, "text/plain"];

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private string? _mediaType;
    private int _schemaVersion;

    public static ManifestShape Read(ReadOnlySpan<byte> json, RegistryLimits limits)
    {
        var shape = new ManifestShape();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw RegistryException.InvalidManifest("the manifest is not a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            shape.ReadMember(ref reader, limits);
        }

        reader.Read(); // trailing data is an error
        return shape;
    }

    /// <summary>What the document is, given the header that came with it; throws if they disagree.</summary>
    public string MediaTypeUnder(string? contentType)
    {
        var header = Normalize(contentType);
        var body = _mediaType ?? "";
        if (body.Length > 0 && !Ambiguous.Contains(header) && body != header)
        {
            throw RegistryException.InvalidManifest(
                $"the registry calls the manifest {Printable.Excerpt(header)}, but it calls itself {Printable.Excerpt(body)}");
        }

        var mediaType = body.Length > 0 ? body : Ambiguous.Contains(header) ? Guess() : header;
        Agree(mediaType);
        return mediaType;
    }

    private void ReadMember(ref Utf8JsonReader reader, RegistryLimits limits)
    {
        var name = reader.GetString()!;
        if (!_members.Add(name))
        {
            throw RegistryException.InvalidManifest($"the manifest has the member \"{Printable.Excerpt(name)}\" twice");
        }

        reader.Read();
        switch (name)
        {
            case "mediaType" when reader.TokenType == JsonTokenType.String:
                _mediaType = reader.GetString();
                break;
            case "schemaVersion" when reader.TokenType == JsonTokenType.Number:
                _schemaVersion = reader.TryGetInt32(out var version) ? version : 0;
                break;
            case "manifests":
                Count(ref reader, "manifests", limits.MaxIndexChildren);
                break;
            case "layers" or "fsLayers" or "history" or "signatures":
                Count(ref reader, name, limits.MaxLayers);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void Count(ref Utf8JsonReader reader, string name, int limit)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            reader.Skip();
            count++;
        }

        if (count > limit)
        {
            throw RegistryException.TooLarge($"the manifest has {count} entries in \"{name}\"; at most {limit} are accepted");
        }
    }

    private string Guess()
    {
        if (_schemaVersion == 1)
        {
            return _members.Contains("signatures") ? MediaTypes.DockerSchema1Signed : MediaTypes.DockerSchema1;
        }

        return _members.Contains("manifests") ? MediaTypes.OciIndex : MediaTypes.OciManifest;
    }

    // A document that can be read as two kinds has two meanings under one digest (CVE-2021-41190).
    private void Agree(string mediaType)
    {
        var (version, required, forbidden) = mediaType switch
        {
            _ when MediaTypes.IsImageManifest(mediaType) => (2, (string[])["config", "layers"], (string[])["manifests", "fsLayers"]),
            _ when MediaTypes.IsIndex(mediaType) => (2, ["manifests"], ["layers", "config", "fsLayers"]),
            _ when MediaTypes.IsSchema1(mediaType) => (1, ["fsLayers", "history"], ["layers", "config", "manifests"]),
            _ => throw RegistryException.InvalidManifest($"manifests of type \"{Printable.Excerpt(mediaType)}\" are not supported"),
        };

        if (_schemaVersion != version)
        {
            throw RegistryException.InvalidManifest($"a manifest of type {mediaType} must have schemaVersion {version}, not {_schemaVersion}");
        }

        if (required.FirstOrDefault(m => !_members.Contains(m)) is { } missing)
        {
            throw RegistryException.InvalidManifest($"a manifest of type {mediaType} must have \"{missing}\"");
        }

        if (forbidden.FirstOrDefault(_members.Contains) is { } extra)
        {
            throw RegistryException.InvalidManifest($"a manifest of type {mediaType} must not have \"{extra}\"");
        }
    }

    private static string Normalize(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType))
        {
            return "";
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType is { } mediaType
            ? mediaType.ToLowerInvariant()
            : contentType;
    }
}
