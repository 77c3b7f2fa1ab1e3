using ImageStreams.GenericApiServer;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>What the real kubectl explains from our definitions.</summary>
public sealed class KubectlExplainTests : IAsyncLifetime
{
    private static readonly string[] Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];

    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _server = Serve();

    public Task InitializeAsync() => _server.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [PeerFact("kubectl")]
    public async Task Explain_CustomResource_ShowsItsTextsAndTypes()
    {
        var text = await ExplainAsync("imagestreams.spec.tags", "--api-version=image.openshift.io/v1stored");

        text.Should().Contain("GROUP:      image.openshift.io").And.Contain("KIND:       ImageStream").And.Contain("VERSION:    v1stored");
        text.Should().Contain("FIELD: tags <[]Object>");
        text.Should().MatchRegex(@"name\s+<string> -required-\n\s+Name of the tag\.");
        text.Should().MatchRegex(@"generation\s+<integer>").And.MatchRegex(@"annotations\s+<map\[string\]string>");
    }

    [PeerFact("kubectl")]
    public async Task Explain_CustomResourceDeeper_ShowsTheAllowedValues()
    {
        (await ExplainAsync("imagestreams.spec.tags.importPolicy.importMode", "--api-version=image.openshift.io/v1stored"))
            .Should().Contain("ENUM:").And.Contain("PreserveOriginal");
    }

    [PeerFact("kubectl")]
    public async Task Explain_MetadataOfACustomResource_IsThatOfEveryKind()
    {
        (await ExplainAsync("imagestreams.metadata.ownerReferences", "--api-version=image.openshift.io/v1stored"))
            .Should().Contain("<[]OwnerReference>").And.MatchRegex(@"uid\s+<string> -required-");
    }

    [PeerFact("kubectl")]
    public async Task Explain_BuiltInKinds_ShowsTheirFields()
    {
        (await ExplainAsync("configmaps")).Should().Contain("KIND:       ConfigMap").And.MatchRegex(@"data\s+<map\[string\]string>");
        (await ExplainAsync("deployments.spec.template.spec.containers.ports")).Should().MatchRegex(@"containerPort\s+<integer>");
    }

    private static WebApplication Serve()
    {
        var groups = new List<ApiGroupDescription>
        {
            new("", [new("v1", [Resource("configmaps", "ConfigMap")])]),
            new("apps", [new("v1", [Resource("deployments", "Deployment")])]),
            new("image.openshift.io", [new("v1stored", [Resource("imagestreams", "ImageStream")])]),
        };
        var model = new OpenApiModel
        {
            Title = "Test",
            Version = "v1",
            Groups = groups,
            Definitions = ServedDefinitions.Of([GeneratedDefinitions.Parsed("imagestreams")]),
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var (discovery, openApi) = (new DiscoveryEndpoints(() => groups), new OpenApiEndpoints(() => model));
        app.Run(context => (discovery.Find(context) ?? openApi.Find(context) ?? Results.NotFound()).ExecuteAsync(context));
        return app;
    }

    private static ApiResourceDescription Resource(string plural, string kind) =>
        new() { Name = plural, SingularName = kind.ToLowerInvariant(), Kind = kind, Namespaced = true, Verbs = Verbs };

    private Task<string> ExplainAsync(params string[] arguments)
    {
        var address = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return PeerPrograms.RunAsync("kubectl", ["--kubeconfig=/dev/null", $"--server={address}", $"--cache-dir={_folder.Path}", "explain", .. arguments]);
    }
}
