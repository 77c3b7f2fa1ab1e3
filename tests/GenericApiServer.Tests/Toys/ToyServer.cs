using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>A whole API server for toys, in memory: shows how the parts go together, and lets kubectl at them.</summary>
internal sealed class ToyServer
{
    private static readonly GroupVersionKind Kind = new("toys.example.com", "v1", "Toy");
    private static readonly GroupResource Toys = new("toys.example.com", "toys");

    private static readonly TableLayout<JsonObject> Layout = new(
        [TableColumn.NameColumn, new("Colour", "string", "", "Colour of the toy.", 0), new("Age", "string", "", "How old it is.", 0)],
        (toy, now) => [toy["metadata"]!["name"]!.DeepClone(), toy["spec"]?["colour"]?.DeepClone() ?? "", HumanDuration.Age(now.AddHours(-5), now)]);

    private readonly ConcurrentDictionary<string, JsonObject> _store = new();
    private int _version;

    public static OpenApiModel Model { get; } = new()
    {
        Title = "Toys",
        Version = "v0.1.0",
        Groups =
        [
            new("toys.example.com",
            [
                new("v1",
                [
                    new()
                    {
                        Name = "toys",
                        SingularName = "toy",
                        Kind = "Toy",
                        Namespaced = true,
                        Verbs = ["watch", "get", "list", "create", "update", "patch", "delete", "deletecollection"],
                        ShortNames = ["ty"],
                        Categories = ["all"],
                        StorageVersionHash = "abc=",
                        Subresources =
                        [
                            new() { Name = "status", Kind = "Toy", Verbs = ["update", "get", "patch"] },
                            new() { Name = "scale", Kind = "Scale", Group = "autoscaling", Version = "v1", Verbs = ["get"] },
                        ],
                    },
                    new() { Name = "toychecks", SingularName = "toycheck", Kind = "ToyCheck", Namespaced = false, Verbs = ["create"] },
                ]),
                new("v1alpha1", []),
            ]),
        ],
        Definitions = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "testdata", "toys", "definitions.json")))!.AsObject(),
        ForeignDocuments = new Dictionary<string, string> { ["apis/other.example.com/v1"] = "/openapi/v3/apis/other.example.com/v1?hash=X" },
    };

    public static async Task<TestApi> StartAsync()
    {
        var server = new ToyServer();
        return await TestApi.StartAsync(
            app =>
            {
                app.UseGenericApiServer();
                app.Run(((Func<HttpContext, Task<IResult>>)server.HandleAsync).ToRequestDelegate());
            },
            builder => builder.Services
                .AddGenericApiServer(_ => { })
                .AddSingleton<IAuthenticator, AnonymousAuthenticator>()
                .AddSingleton<IAuthorizer>(new Everything()));
    }

    private async Task<IResult> HandleAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        if (request is { IsResourceRequest: true, Group: "toys.example.com", Resource: "toys", Subresource: "" })
        {
            return await ServeAsync(context, request);
        }

        var discovery = new DiscoveryEndpoints(() => Model.Groups);
        var openApi = new OpenApiEndpoints(() => Model);
        return discovery.Find(context) ?? openApi.Find(context) ?? PathResults.NotFoundText();
    }

    private async Task<IResult> ServeAsync(HttpContext context, RequestInfo request) => request.Verb switch
    {
        "get" => KubeResults.Object(Get(request), Layout),
        "list" => List(ListQuery.Parse(context.Request.Query)),
        "create" => await CreateAsync(context, request),
        "patch" => await PatchAsync(context, request),
        "delete" => Delete(request),
        _ => throw ApiException.MethodNotAllowed(),
    };

    private JsonObject Get(RequestInfo request) => _store.GetValueOrDefault(request.Name) ?? throw ApiException.NotFound(Toys, request.Name);

    private IResult List(ListQuery query) => KubeResults.List(
        new StoredList("ToyList", Kind.Kind, Kind.ApiVersion, new() { ResourceVersion = $"{_version}" },
            [.. _store.Values.Where(query.LabelSelector.Matches).Select(t => (ReadOnlyMemory<byte>)KubeJson.ToUtf8(t))]),
        Layout);

    private async Task<IResult> CreateAsync(HttpContext context, RequestInfo request)
    {
        var write = WriteQuery.ForCreate(context.Request.Query);
        var document = (await RequestDocument.ReadAsync(context, Kind.Kind, null, context.RequestAborted)).EnsureKind(Kind, k => k == Kind);
        document.Enforce(write.FieldValidation, context.Response);
        return KubeResults.Object(Save(document.Resource, request.Namespace), Layout, StatusCodes.Status201Created);
    }

    private async Task<IResult> PatchAsync(HttpContext context, RequestInfo request)
    {
        var patch = await PatchRequest.ReadAsync(context, [PatchType.Json, PatchType.Merge], context.RequestAborted);
        var patched = patch.Type == PatchType.Json
            ? JsonPatch.Parse(patch.Body).Apply(Get(request))
            : MergePatch.Parse(patch.Body).Apply(Get(request));
        return KubeResults.Object(Save(patched, request.Namespace), Layout);
    }

    private IResult Delete(RequestInfo request)
    {
        Get(request);
        _store.TryRemove(request.Name, out _);
        return KubeResults.Status(new() { Kind = "Status", ApiVersion = "v1", State = "Success" });
    }

    private JsonObject Save(JsonObject toy, string ns)
    {
        var metadata = toy["metadata"]!.AsObject();
        metadata["namespace"] = ns;
        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["resourceVersion"] = $"{Interlocked.Increment(ref _version)}";
        _store[metadata["name"]!.GetValue<string>()] = toy;
        return toy;
    }

    private sealed class Everything : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
            ValueTask.FromResult(AuthorizationDecision.Allow());
    }
}
