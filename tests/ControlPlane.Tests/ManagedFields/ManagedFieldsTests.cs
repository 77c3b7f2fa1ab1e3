using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ManagedFieldsTests
{
    private const string File = "managedfields/apply.json";

    public static TheoryData<string> Questions => GoldenFile.Names(File);

    [Theory]
    [MemberData(nameof(Questions))]
    public void UpdateAndApply_RecordedWrites_ComeOutAsAtAKubeApiServer(string name)
    {
        var questions = GoldenFile.Read(File);
        var question = questions.Single(candidate => candidate!["name"]!.GetValue<string>() == name)!.AsObject();
        var document = new ManagedObject(question);
        foreach (var (step, number) in question["steps"]!.AsArray().Select((step, number) => (step!.AsObject(), number)))
        {
            var (found, because) = (Do(document, step, $"x{questions.IndexOf(question)}"), $"step {number} is {step["op"]}");
            var want = step["want"]!.DeepClone().AsObject();
            foreach (var (field, value) in step["other"] as JsonObject ?? [])
            {
                want[field] = value?.DeepClone();
            }

            if (want["code"] is null && question["only"] is not null)
            {
                (found, want) = (Applied(found), Applied(want));
            }

            Lines(found).Should().Equal(Lines(want), because);
        }
    }

    private static JsonObject Do(ManagedObject document, JsonObject step, string name)
    {
        try
        {
            var exists = document.Live is not null;
            var isSame = document.Do(step, name);
            var shown = document.Shown();
            if (exists)
            {
                shown["isSame"] = isSame;
            }

            return shown;
        }
        catch (ApiException e)
        {
            return new() { ["code"] = e.Code, ["message"] = e.Status.Message };
        }
    }

    private static JsonObject Applied(JsonObject shown) => new()
    {
        ["managedFields"] = new JsonArray([.. shown["managedFields"]!.AsArray()
            .Where(entry => entry!["operation"]!.GetValue<string>() == "Apply").Select(entry => entry!.DeepClone())]),
    };

    /// <summary>One line for each thing that is compared, so that a difference can be read.</summary>
    private static IEnumerable<string> Lines(JsonObject shown)
    {
        if (shown["code"] is { } code)
        {
            return [$"{code} {Normal(shown["message"]!.GetValue<string>())}"];
        }

        return shown.SelectMany(field => field.Key == "managedFields"
            ? field.Value!.AsArray().Select(entry => $"{entry!["manager"]} {entry["operation"]} {entry["apiVersion"]} {entry["subresource"]} {entry["time"]} {CanonicalJson.Of(entry["fieldsV1"])}")
            : [$"{field.Key}: {CanonicalJson.Of(field.Value)}"]).Order(StringComparer.Ordinal);
    }

    /// <summary>The order of the paths of one manager, and of several problems, is not fixed.</summary>
    private static string Normal(string message)
    {
        var lines = message.Split('\n');
        return string.Join('\n', lines.Length > 2 && lines[0].EndsWith("errors:", StringComparison.Ordinal)
            ? lines[..1].Concat(lines[1..].Order(StringComparer.Ordinal))
            : lines);
    }
}
