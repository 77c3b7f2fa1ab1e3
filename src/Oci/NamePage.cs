using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>One page of a list of names, of tags or of repositories, and where the next one is.</summary>
internal sealed record NamePage(IReadOnlyList<string> Names, string? Next)
{
    /// <summary>Reads an answer.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="response">Its headers.</param>
    /// <param name="list">What is listed.</param>
    public static NamePage Parse(ReadOnlySpan<byte> body, RegistryResponse response, NameList list)
    {
        try
        {
            return new NamePage(ReadNames(body, list), NextTarget(response, list));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new RegistryException(RegistryErrorKind.Server, $"{response.Request}: the list of {list.What} does not parse", e) { Request = response.Request };
        }
    }

    private static List<string> ReadNames(ReadOnlySpan<byte> body, NameList list)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isList = reader.ValueTextEquals(list.What);
            reader.Read();
            if (!isList || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip(); // registries write null for none
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && names.Count <= list.MaxNames)
            {
                if (list.IsName(reader.GetString() ?? ""))
                {
                    names.Add(reader.GetString()!);
                }
            }
        }

        return names;
    }

    // <...>; rel="next": followed within the registry's own API only (a link elsewhere is a request somebody else wants made).
    private static string? NextTarget(RegistryResponse response, NameList list)
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
                : throw new RegistryException(RegistryErrorKind.Server, $"{response.Request}: the next page of {list.What} is outside the registry", null)
                {
                    Request = response.Request,
                };
        }

        return null;
    }
}
