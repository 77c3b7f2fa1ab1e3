using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Questions, and what a real kube-apiserver answered (testdata/record.py).</summary>
internal static class GoldenFile
{
    internal static JsonArray Read(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", name)))!.AsArray();

    /// <summary>The names of the questions, for theories.</summary>
    internal static TheoryData<string> Names(string name) => new(Read(name).Select(question => question!["name"]!.GetValue<string>()));

    internal static JsonObject Question(string file, string name) =>
        Read(file).Single(question => question!["name"]!.GetValue<string>() == name)!.AsObject();

    /// <summary>The causes of a recorded answer, one line each, in order.</summary>
    internal static IEnumerable<string> Causes(JsonNode want) =>
        want["causes"]!.AsArray().Select(cause => $"{cause!["reason"]} {cause["field"]}: {cause["message"]}").Order(StringComparer.Ordinal);
}
