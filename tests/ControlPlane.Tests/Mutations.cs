using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Documents that are nearly right: each seed damages a document in its own way.</summary>
internal static class Mutations
{
    private static readonly string[] Values = ["null", "0", "-1", "1.5", "true", "\"\"", "\"x\"", "[]", "[null]", "{}", "{\"a\":{}}", "[[{}]]", "1e400"];

    /// <summary>Replaces, removes or renames some values somewhere below the root.</summary>
    internal static JsonObject Of(JsonObject document, int seed)
    {
        var random = new Random(seed);
        var result = document.DeepClone().AsObject();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var places = Places(result).ToList();
            if (places.Count > 0)
            {
                Damage(places[random.Next(places.Count)], random);
            }
        }

        return result;
    }

    private static IEnumerable<(JsonNode Parent, string Name)> Places(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(field => Places(field.Value).Prepend((map, field.Key))),
        JsonArray list => list.SelectMany((item, i) => Places(item).Prepend((list, i.ToString(System.Globalization.CultureInfo.InvariantCulture)))),
        _ => [],
    };

    private static void Damage((JsonNode Parent, string Name) place, Random random)
    {
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        if (place.Parent is JsonArray list)
        {
            list[int.Parse(place.Name, System.Globalization.CultureInfo.InvariantCulture)] = value;
            return;
        }

        var map = place.Parent.AsObject();
        var old = map[place.Name]?.DeepClone();
        map.Remove(place.Name);
        if (random.Next(3) > 0)
        {
            map[random.Next(6) == 0 ? $"{place.Name}x" : place.Name] = random.Next(8) == 0 ? old : value;
        }
    }
}
