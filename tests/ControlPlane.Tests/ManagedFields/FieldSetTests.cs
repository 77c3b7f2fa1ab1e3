using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

public sealed class FieldSetTests
{
    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 60));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Operations_OnAnySets_KeepTheLawsOfSets(int seed)
    {
        var random = new Random(seed);
        var (a, b, c) = (Any(random), Any(random), Any(random));

        Text(a.Union(b)).Should().Be(Text(b.Union(a)));
        Text(a.Union(b).Union(c)).Should().Be(Text(a.Union(b.Union(c))));
        Text(a.Union(a)).Should().Be(Text(a));
        Text(a.Union(FieldSet.Empty)).Should().Be(Text(a));
        Text(a.Intersection(b)).Should().Be(Text(b.Intersection(a)));
        Text(a.Intersection(b.Union(c))).Should().Be(Text(a.Intersection(b).Union(a.Intersection(c))));
        Text(a.Difference(b).Union(a.Intersection(b))).Should().Be(Text(a));
        a.Difference(b).Intersection(b).IsEmpty.Should().BeTrue();
        a.Difference(a).IsEmpty.Should().BeTrue();
        a.Paths().All(path => a.Has(path.ToArray())).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void WithoutTrees_OfAnySets_LeavesNothingBelowWhatWasTaken(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (Any(random), Any(random));

        var left = a.WithoutTrees(b).Paths().ToList();

        left.Should().NotContain(path => Enumerable.Range(1, path.Count).Any(length => b.Has(path.Take(length).ToArray())));
        left.Count.Should().Be(a.Paths().Count(path => !Enumerable.Range(1, path.Count).Any(length => b.Has(path.Take(length).ToArray()))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ToJson_OfAnySet_ReadsBackAsTheSameSet(int seed)
    {
        var set = Any(new Random(seed));

        Text(FieldSet.FromJson(JsonNode.Parse(set.ToJson().ToJsonString())!.AsObject())).Should().Be(Text(set));
    }

    [Fact]
    public void FromJson_StepsOfUnknownKinds_AreLeftOut()
    {
        var set = FieldSet.FromJson(JsonNode.Parse("""{"f:a": {}, "z:b": {}, "k:{\"y\":1,\"x\":\"2\"}": {".": {}, "f:c": {}}, "v:5": {}, "i:3": {}}""")!.AsObject());

        set.ToString().Should().Be(""".a [x="2",y=1] [=5] [3] [x="2",y=1].c""");
    }

    [Theory]
    [InlineData("""{"a": {}}""")]
    [InlineData("""{"k:nonsense": {}}""")]
    [InlineData("""{"k:5": {}}""")]
    [InlineData("""{"f:a": 5}""")]
    public void FromJson_BrokenSteps_AreAnError(string json)
    {
        var read = () => FieldSet.FromJson(JsonNode.Parse(json)!.AsObject());

        read.Should().Throw<FormatException>();
    }

    private static string Text(FieldSet set) => CanonicalJson.Of(set.ToJson());

    private static FieldSet Any(Random random)
    {
        var set = new FieldSet();
        for (var i = random.Next(12); i > 0; i--)
        {
            set.Add([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Step(random))]);
        }

        return set;
    }

    private static PathElement Step(Random random) => random.Next(6) switch
    {
        0 => PathElement.Key(new() { ["name"] = $"n{random.Next(2)}" }),
        1 => PathElement.Value($"v{random.Next(2)}"),
        _ => PathElement.Field($"f{random.Next(3)}"),
    };
}
