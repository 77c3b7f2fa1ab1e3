using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

public sealed class ExplainCommandTests : IAsyncLifetime
{
    private const string Group = "/apis/image.openshift.io/v1";

    private readonly TemporaryFolder _folder = new();

    private FakeApiServer _server = null!;
    private string _host = "";

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _host = _server.Address.ToString();
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Explain_OfAStream_PrintsWhyItsTagsStandWhereTheyStand()
    {
        Serve("imagestreams", "imagestreamtags");

        var result = await RunAsync("demo/ruby");

        result.Error.Should().BeEmpty();
        result.ExitCode.Should().Be(CommandLine.Success);
        result.Output.Should().StartWith("demo/ruby (generation 4) at ").And.Contain("\n3.4: Imported\n").And.Contain("\nnew: Waiting\n");
    }

    [Fact]
    public async Task Explain_OfATagForAMachine_IsJson()
    {
        Serve("imagestreams", "imagestreamtags");

        var result = await RunAsync("demo/ruby:pointer", "-o", "json");

        var tag = JsonNode.Parse(result.Output)!["tags"]!.AsArray().Should().ContainSingle().Which!;
        tag["state"]!.GetValue<string>().Should().Be("Reference");
    }

    [Fact]
    public async Task Explain_InCrdOnlyMode_KnowsThatNobodyNumbersTags()
    {
        Serve("imagestreams");

        var result = await RunAsync("demo/ruby:3.4", "-o", "json");

        JsonNode.Parse(result.Output)!["tags"]![0]!["wanted"]!.GetValue<long>().Should().Be(4, "any change of the stream may be one of the tag");
    }

    [Fact]
    public async Task Explain_WithTheSettingsOfTheImporter_FollowsThem()
    {
        Serve("imagestreams", "imagestreamtags");
        _folder.Write("config.yaml", "{apiVersion: config.imagestreams/v1alpha1, kind: ImageStreamsConfiguration, schedule: {interval: 2h}}");

        var result = await RunAsync("demo/ruby:3.4", "--config", Path.Combine(_folder.Path, "config.yaml"));

        result.Output.Should().Contain("checked every 2h; next at ");
    }

    [Theory]
    [InlineData("ruby")]
    [InlineData("demo/")]
    [InlineData("/ruby")]
    [InlineData("demo/ruby:")]
    [InlineData("demo/ruby:a:b")]
    [InlineData("demo/ruby/x")]
    [InlineData("demo/ru by")]
    [InlineData("demo/ruby?x=1")]
    [InlineData("demo/ruby%2f")]
    public async Task Explain_OfWhatIsNoName_IsAnErrorOfUsage(string target)
    {
        var result = await RunAsync(target);

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().Be($"error: '{target}' is not NAMESPACE/STREAM[:TAG]\nSee 'imagestreams explain --help'.\n");
        _server.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("demo/absent", "error: image stream demo/absent not found in the cluster at HOST\n")]
    [InlineData("demo/ruby:absent", "error: image stream demo/ruby has no tag absent\n")]
    public async Task Explain_OfWhatIsNotThere_IsOneLine(string target, string message)
    {
        Serve("imagestreams", "imagestreamtags");

        var result = await RunAsync(target);

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().Be(message.Replace("HOST", _host, StringComparison.Ordinal));
        result.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData(401, "Unauthorized", "does not accept our credentials")]
    [InlineData(403, "Forbidden", "imagestreams is forbidden")]
    [InlineData(404, "NotFound", "has no image streams: nobody serves image.openshift.io/v1")]
    [InlineData(500, "InternalError", "cannot be asked: ")]
    public async Task Explain_WhenTheClusterRefuses_SaysWhyInOneLine(int code, string reason, string expected)
    {
        _server.On($"GET {Group}", FakeReply.Status(code, reason, "imagestreams is forbidden"));

        var result = await RunAsync("demo/ruby");

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().StartWith("error: ").And.Contain(expected);
        result.Error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public async Task Explain_WithoutACluster_IsOneLine()
    {
        var gone = await FakeApiServer.StartAsync();
        _host = gone.Address.ToString();
        await gone.DisposeAsync();

        var result = await RunAsync("demo/ruby");

        result.ExitCode.Should().Be(CommandLine.Failure);
        result.Error.Should().StartWith($"error: the cluster at {_host} cannot be asked: ");
        result.Error.Trim().Should().NotContain("\n");
    }

    [Theory]
    [InlineData("--kubeconfig")]
    [InlineData("--config")]
    public async Task Explain_WithAFileThatIsNotThere_IsAnErrorOfUsage(string option)
    {
        var result = await CommandResult.RunAsync("explain", "demo/ruby", option, "/does/not/exist");

        result.ExitCode.Should().Be(CommandLine.Usage);
        result.Error.Should().StartWith("error: ").And.Contain("/does/not/exist");
    }

    private Task<CommandResult> RunAsync(string target, params string[] more)
    {
        _folder.Write("kubeconfig", $$"""
            {apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u} }],
             clusters: [{name: c, cluster: {server: "{{_host}}"} }], users: [{name: u, user: {} }]}
            """);
        return CommandResult.RunAsync(["explain", target, "--kubeconfig", Path.Combine(_folder.Path, "kubeconfig"), .. more]);
    }

    private void Serve(params IEnumerable<string> resources) => _server
        .On($"GET {Group}", FakeReply.Json($$"""
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"image.openshift.io/v1","resources":[{{string.Join(',', resources.Select(r => $$"""{"name":"{{r}}"}"""))}}]}
            """))
        .On($"GET {Group}/namespaces/demo/imagestreams/ruby", FakeReply.Json(ExplainOutputTests.StreamText));
}
