using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>What holds for any documents and any order of writes.</summary>
public sealed class ApplyPropertyTests
{
    private const string ApiVersion = "record.example/v1";

    private static readonly StructuralSchema Schema =
        StructuralSchema.Parse(GoldenFile.Question("managedfields/apply.json", "create with everything")["schema"]!.AsObject());

    private static readonly TypeSchema Type = TypeSchema.OfCustomResource(Schema);

    private static readonly FieldManagement Management = new() { TypeOf = version => version == ApiVersion ? Type : null };

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 60));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Apply_Twice_ChangesNothingTheSecondTime(int seed)
    {
        var random = new Random(seed);
        var live = History(random);
        var applied = Any(random);

        var once = Apply(live, applied, "z", 100);
        var twice = Apply(once, applied, "z", 200);

        ManagedFields.WithoutNewTimes(once, twice).Should().BeSameAs(once);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Apply_ByForce_ResultsInWhatWasAppliedAndOwnsIt(int seed)
    {
        var random = new Random(seed);
        var live = History(random);
        var applied = Any(random);

        var result = Apply(live, applied, "z", 100);

        var differences = FieldComparison.Of(Type, applied, result);
        differences.Modified.IsEmpty.Should().BeTrue();
        differences.Removed.Paths().Should().BeEmpty();
        var wanted = FieldSetBuilder.Of(Type, applied).Below(PathElement.Field("spec"));
        var owned = ManagerList.Of(result).GetValueOrDefault(ManagerKey.ForApply("z", ""))?.Fields ?? FieldSet.Empty;
        wanted.Difference(owned.Below(PathElement.Field("spec"))).IsEmpty.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Update_AnyChange_LeavesNoManagerWithAFieldThatIsGone(int seed)
    {
        var random = new Random(seed);
        var live = History(random);
        var next = Any(random);

        var result = ManagedFields.Update(Management, live, next, Write("u", 100));

        var there = FieldSetBuilder.Of(Type, result).WithNamedParents(Type);
        foreach (var (manager, owned) in ManagerList.Of(result))
        {
            owned.Fields.Difference(there).Paths().Select(path => string.Concat(path))
                .Should().BeEmpty($"{manager} of {result.ToJsonString()}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Apply_Nothing_RemovesWhatOnlyThatManagerApplied(int seed)
    {
        var random = new Random(seed);
        var live = Apply(null, Any(random), "only", 1);

        var result = Apply(live, Document([]), "only", 2);

        (result["spec"] as JsonObject)?.Where(field => field.Value is not (null or JsonArray { Count: 0 })).Should().BeEmpty(live.ToJsonString());
        ManagerList.Of(result).Should().BeEmpty();
    }

    private static JsonObject History(Random random)
    {
        var live = ManagedFields.Update(Management, null, Any(random), Write("creator", 0));
        for (var i = random.Next(4); i > 0; i--)
        {
            live = random.Next(2) == 0
                ? Apply(live, Any(random), $"a{random.Next(2)}", i)
                : ManagedFields.Update(Management, live, Any(random), Write($"u{random.Next(2)}", i));
        }

        return live;
    }

    private static JsonObject Apply(JsonObject? live, JsonObject applied, string manager, int second) =>
        ManagedFields.Apply(Management, live, applied, Write(manager, second) with { Force = true });

    private static FieldWrite Write(string manager, int second) =>
        new(manager, ApiVersion, "", DateTimeOffset.UnixEpoch.AddSeconds(second));

    private static JsonObject Any(Random random)
    {
        var spec = new JsonObject();
        Maybe(random, () => spec["text"] = $"t{random.Next(3)}");
        Maybe(random, () => spec["number"] = random.Next(3));
        Maybe(random, () => spec["items"] = List(random, i => new() { ["name"] = $"n{i}", ["value"] = $"{random.Next(2)}", ["deep"] = new JsonObject { ["a"] = $"{random.Next(2)}" } }));
        Maybe(random, () => spec["ports"] = List(random, i => new() { ["port"] = i, ["note"] = $"{random.Next(2)}" }));
        Maybe(random, () => spec["set"] = new JsonArray([.. Some(random).Select(i => (JsonNode?)$"s{i}")]));
        Maybe(random, () => spec["atomic"] = new JsonArray($"{random.Next(2)}"));
        Maybe(random, () => spec["block"] = new JsonObject { ["a"] = $"{random.Next(2)}" });
        Maybe(random, () => spec["map"] = new JsonObject(Some(random).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)$"{random.Next(2)}"))));
        Maybe(random, () => spec["deep"] = new JsonObject { ["one"] = new JsonObject { ["two"] = new JsonObject { ["three"] = $"{random.Next(2)}" } } });
        Maybe(random, () => spec["either"] = random.Next(2) == 0 ? 1 : "x");
        return Document(spec);
    }

    private static JsonObject Document(JsonObject spec)
    {
        var document = new JsonObject { ["apiVersion"] = ApiVersion, ["kind"] = "X", ["metadata"] = new JsonObject { ["name"] = "x" } };
        if (spec.Count > 0)
        {
            document["spec"] = spec;
        }

        return document;
    }

    private static JsonArray List(Random random, Func<int, JsonObject> item) => new([.. Some(random).Select(i => (JsonNode?)item(i))]);

    /// <summary>Between one and four numbers in any order.</summary>
    private static IEnumerable<int> Some(Random random)
    {
        int[] numbers = [0, 1, 2, 3];
        random.Shuffle(numbers);
        return numbers.Take(random.Next(1, 5));
    }

    private static void Maybe(Random random, Action set)
    {
        if (random.Next(2) == 0)
        {
            set();
        }
    }
}
