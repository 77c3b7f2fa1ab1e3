using System.Text.Json.Nodes;

namespace ImageStreams.Operator.Tests;

public sealed class RuntimeOptionsTests
{
    [Fact]
    public void WindowsOfAnswersFromTheControlPlane_DoNotGrowByThemselves()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "imagestreams.runtimeconfig.json");

        var options = JsonNode.Parse(File.ReadAllText(file))!["runtimeOptions"]!["configProperties"]!;

        ((bool?)options["System.Net.SocketsHttpHandler.Http2FlowControl.DisableDynamicWindowSizing"]).Should().BeTrue(
            "callers who read slowly would otherwise make us hold up to 16 MiB each");
    }
}
