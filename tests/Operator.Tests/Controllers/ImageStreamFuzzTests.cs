using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>Whatever a stream holds, reconciling it neither fails nor stops the others.</summary>
public sealed class ImageStreamFuzzTests
{
    private const int Streams = 400;

    private static readonly string?[] Texts =
        [null, "", "latest", "a:b:c", "a@b", "s1:latest", "UPPER", "é", "127.0.0.1:1/x/y:1", "127.0.0.1:1/x@sha256:12", "../../..", "\0", "sha256:" + new string('a', 64)];

    private static readonly string?[] Kinds = [null, "", "DockerImage", "DockerImage", "ImageStreamTag", "ImageStreamImage", "Other"];

    private static readonly string?[] Times = [null, "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2999-12-31T23:59:59Z"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Reconcile_AnyStream_NeverThrows(int seed, bool strategyRuns)
    {
        await using var fixture = await ControllerFixture.CreateAsync(strategyRuns);
        fixture.Settings.Replace(fixture.Settings.Current with { AllowedRegistries = [new AllowedRegistry("127.0.0.1:*", Insecure: true)] });
        var random = new Random(seed);
        for (var i = 0; i < Streams; i++)
        {
            fixture.Cluster.Put(ControllerFixture.PathOf($"s{i}"), Stream(random));
        }

        var image = SampleImage.Create(1);
        fixture.Serve("a/b", "1", image);
        var tag = ControllerFixture.Tag("latest", $"{fixture.Registry.Host}/a/b:1");
        tag["generation"] = 1;
        fixture.Apply("zz-last", tag);

        await fixture.StartAsync();

        await Eventually.Succeeds(() =>
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(2)); // so many wait for one registry that some are put off
            fixture.Logs.Where(l => l.StartsWith("Error", StringComparison.Ordinal)).Take(1).Should().BeEmpty();
            fixture.Image("zz-last", "latest").Should().Be(image.OciManifest.Digest.ToString());
            for (var i = 0; i < Streams; i++)
            {
                IsDealtWith(fixture, $"s{i}", strategyRuns).Should().BeTrue("of s{0}: {1}", i, fixture.Cluster.Find(ControllerFixture.PathOf($"s{i}"))!.ToJsonString());
            }
        });
    }

    // Nothing that is to be fetched is left undone.
    private static bool IsDealtWith(ControllerFixture fixture, string name, bool strategyRuns)
    {
        var stream = JsonSerializer.Deserialize(fixture.Cluster.Find(ControllerFixture.PathOf(name))!, EntitiesJsonContext.Default.ImageStream)!;
        var options = new ImportPlanOptions { StrategyRuns = strategyRuns };
        return ImportPlan.For(stream, fixture.Time.GetUtcNow(), options, new ImportMemory { Since = fixture.Time.GetUtcNow() }).Tags.Count == 0;
    }

    private static JsonObject Stream(Random random)
    {
        var spec = new JsonObject();
        var stream = new JsonObject { ["spec"] = random.Next(10) == 0 ? null : spec };
        if (random.Next(6) != 0)
        {
            spec["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Tag(random)).DistinctBy(t => t["name"]?.GetValue<string>() ?? "")]); // the schema holds one of each
        }

        if (random.Next(5) == 0)
        {
            spec["dockerImageRepository"] = Pick(random, Texts);
        }

        if (random.Next(2) == 0)
        {
            stream["status"] = new JsonObject { ["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => History(random))]) };
        }

        if (random.Next(4) == 0)
        {
            stream["metadata"] = new JsonObject
            {
                ["annotations"] = new JsonObject
                {
                    [ImageAnnotations.Interval] = "garbage",
                    [ImageAnnotations.RepositoryCheck] = "x",
                    [ImageAnnotations.RepositoryError] = "2026-01-01T00:00:00Z Odd: thing",
                },
            };
        }

        return stream;
    }

    private static JsonObject Tag(Random random) => new()
    {
        ["name"] = Pick(random, Texts),
        ["generation"] = random.Next(3) == 0 ? null : random.Next(-1, 4),
        ["reference"] = random.Next(4) == 0,
        ["from"] = random.Next(8) == 0
            ? null
            : new JsonObject { ["kind"] = Pick(random, Kinds), ["name"] = Pick(random, Texts), ["namespace"] = random.Next(4) == 0 ? Pick(random, Texts) : null },
        ["importPolicy"] = random.Next(3) == 0
            ? null
            : new JsonObject { ["scheduled"] = random.Next(2) == 0, ["insecure"] = true, ["importMode"] = Pick(random, ["", null, "Legacy", "PreserveOriginal", "Odd"]) },
    };

    private static JsonObject History(Random random) => new()
    {
        ["tag"] = Pick(random, Texts) ?? "",
        ["items"] = random.Next(4) == 0 ? null : new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => (JsonNode)new JsonObject
        {
            ["created"] = Pick(random, Times),
            ["dockerImageReference"] = Pick(random, Texts) ?? "",
            ["image"] = Pick(random, Texts) ?? "",
            ["generation"] = random.Next(-1, 4),
        })]),
        ["conditions"] = random.Next(2) == 0 ? null : new JsonArray(new JsonObject
        {
            ["type"] = Pick(random, ["ImportSuccess", "Other", ""]),
            ["status"] = Pick(random, ["False", "True", ""]),
            ["reason"] = Pick(random, Texts),
            ["message"] = Pick(random, Texts),
            ["lastTransitionTime"] = Pick(random, Times),
            ["generation"] = random.Next(-1, 4),
        }),
    };

    private static string? Pick(Random random, string?[] from) => from[random.Next(from.Length)];
}
