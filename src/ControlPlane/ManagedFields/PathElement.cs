using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>One step in the path of a field, in the form that <c>managedFields</c> have it: <c>f:spec</c>, <c>k:{"name":"x"}</c>, <c>v:"x"</c>.</summary>
internal readonly record struct PathElement : IComparable<PathElement>
{
    private const string Kinds = "fkvi"; // Also their order.

    private PathElement(string text) => Text = text;

    /// <summary>As it is stored.</summary>
    internal string Text { get; }

    /// <summary>The name of a field, else <c>null</c>.</summary>
    internal string? FieldName => Text[0] == 'f' ? Text[2..] : null;

    /// <summary>Whether this is an item of a list that is a map.</summary>
    internal bool IsKey => Text[0] == 'k';

    internal static PathElement Field(string name) => new($"f:{name}");

    /// <param name="fields">The keys of the item, in the order of their names.</param>
    internal static PathElement Key(JsonObject fields) => new($"k:{KubeJson.ToText(fields)}");

    internal static PathElement Value(JsonNode? value) => new($"v:{KubeJson.ToText(value)}");

    /// <summary>Reads the stored form.</summary>
    /// <returns>False for kinds of steps that are not known.</returns>
    /// <exception cref="FormatException">The text is broken.</exception>
    internal static bool TryParse(string text, out PathElement element)
    {
        element = default;
        if (text.Length < 2 || text[1] != ':')
        {
            throw new FormatException($"missing colon: {text}");
        }

        if (!Kinds.Contains(text[0], StringComparison.Ordinal))
        {
            return false;
        }

        element = text[0] switch
        {
            'k' => Key(Sorted(ParseJson(text[2..]) as JsonObject ?? throw new FormatException($"no key: {text}"))),
            'v' => Value(ParseJson(text[2..])),
            _ => new(text),
        };
        return true;
    }

    public int CompareTo(PathElement other)
    {
        return Text[0] == other.Text[0]
            ? string.CompareOrdinal(Text, other.Text)
            : Kinds.IndexOf(Text[0], StringComparison.Ordinal).CompareTo(Kinds.IndexOf(other.Text[0], StringComparison.Ordinal));
    }

    /// <summary>As messages show it: <c>.spec</c>, <c>[name="x"]</c>, <c>[="x"]</c>.</summary>
    public override string ToString() => Text[0] switch
    {
        'f' => $".{Text[2..]}",
        'k' => $"[{string.Join(',', ParseJson(Text[2..])!.AsObject().Select(field => $"{field.Key}={Show(field.Value)}"))}]",
        'v' => $"[={Show(ParseJson(Text[2..]))}]",
        _ => string.Create(CultureInfo.InvariantCulture, $"[{Text[2..]}]"),
    };

    private static string Show(JsonNode? value) => JsonValues.TextOf(value) is { } text ? GoText.Quote(text) : KubeJson.ToText(value);

    private static JsonObject Sorted(JsonObject fields) => new(
        fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static JsonNode? ParseJson(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
