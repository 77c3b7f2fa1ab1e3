using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>One page of a repository's tags, and where the next one is.</summary>
internal sealed record TagPage(IReadOnlyList<string> Tags, string? Next)
{
    public static TagPage Parse(ReadOnlySpan<byte> body, RegistryResponse response, int maxTags)
    {
        try
        {
            return new TagPage(ReadTags(body, maxTags), NextTarget(response));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RegistryException(RegistryErrorKind.Server, $"{response.Request}: the list of tags does not parse", e) { Request = response.Request };
        }
    }

    private static List<string> ReadTags(ReadOnlySpan<byte> body, int maxTags)
    {
        var tags = new List<string>();
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTags = reader.ValueTextEquals("tags"u8);
            reader.Read();
            if (!isTags || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip(); // registries write null for no tags
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && tags.Count <= maxTags)
            {
                if (ReferenceGrammar.IsTag(reader.GetString() ?? ""))
                {
                    tags.Add(reader.GetString()!);
                }
            }
        }

        return tags;
    }

    // <...>; rel="next": followed within the registry's own API only (a link elsewhere is a request somebody else wants made).
    private static string? NextTarget(RegistryResponse response)
    {
        foreach (var link in response.Headers("Link"))
        {
            var end = link.IndexOf('>', StringComparison.Ordinal);
            if (!link.StartsWith('<') || end < 0 || !link[end..].Replace("\"", "", StringComparison.Ordinal).Contains("rel=next", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var refusal = Origin.Resolve(response.Address, link[1..end], insecure: false, out var next);
            return refusal is null && Origin.Same(next, response.Address) && next.AbsolutePath.StartsWith("/v2/", StringComparison.Ordinal)
                ? next.PathAndQuery
                : throw new RegistryException(RegistryErrorKind.Server, $"{response.Request}: the next page of tags is outside the registry", null)
                {
                    Request = response.Request,
                };
        }

        return null;
    }
}
