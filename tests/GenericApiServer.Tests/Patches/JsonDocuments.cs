using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>Random JSON objects, small and with few names, so that they often have something in common.</summary>
public static class JsonDocuments
{
    private static readonly Gen<string> Names = Gen.Elements("a", "b", "c", "d");

    /// <summary>Documents as patches can make them: with nulls.</summary>
    public static Arbitrary<JsonObject> WithNulls { get; } = Objects(3, nulls: true).ToArbitrary();

    /// <summary>Documents as stores have them: without nulls in objects.</summary>
    public static Arbitrary<JsonObject> WithoutNulls { get; } = Objects(3, nulls: false).ToArbitrary();

    private static Gen<JsonObject> Objects(int depth, bool nulls) => Gen.Choose(0, 4).SelectMany(size =>
        Gen.ListOf(Names.SelectMany(name => Values(depth - 1, nulls).Select(value => (name, value))), size).Select(members =>
        {
            var result = new JsonObject();
            foreach (var (name, value) in members)
            {
                result[name] = value?.DeepClone();
            }

            return result;
        }));

    private static Gen<JsonNode?> Values(int depth, bool nulls)
    {
        Gen<JsonNode?> scalars = Gen.OneOf(
            Gen.Choose(-2, 2).Select(i => (JsonNode?)JsonValue.Create((long)i)),
            Gen.Elements("", "x", "y").Select(t => (JsonNode?)JsonValue.Create(t)),
            Gen.Elements(true, false).Select(b => (JsonNode?)JsonValue.Create(b)));
        if (nulls)
        {
            scalars = Gen.Frequency((3, scalars), (1, Gen.Constant<JsonNode?>(null)));
        }

        return depth <= 0 ? scalars : Gen.OneOf(
            scalars,
            Objects(depth, nulls).Select(o => (JsonNode?)o),
            Gen.Choose(0, 3).SelectMany(size => Gen.ListOf(Values(depth - 1, nulls), size))
                .Select(items => (JsonNode?)new JsonArray([.. items.Select(i => i?.DeepClone())])));
    }
}
