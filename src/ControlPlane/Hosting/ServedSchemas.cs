using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What OpenAPI documents are made from, here and on other servers; the same model as long as nothing changed.</summary>
internal sealed class ServedSchemas(ServedApis apis, LiveCatalog catalog, RemoteCatalog remote, ControlPlaneVersion version)
{
    private readonly Lock _lock = new();
    private (IReadOnlyList<ApiGroupDescription> Groups, int Heard, OpenApiModel Model)? _known;

    public OpenApiModel Model
    {
        get
        {
            var (groups, heard) = (apis.Groups, remote.OpenApi.Generation);
            lock (_lock)
            {
                if (_known is not { } known || !ReferenceEquals(known.Groups, groups) || known.Heard != heard)
                {
                    _known = known = (groups, heard, Build(groups));
                }

                return known.Model;
            }
        }
    }

    private OpenApiModel Build(IReadOnlyList<ApiGroupDescription> groups)
    {
        var elsewhere = remote.Apis.Remote;
        return new OpenApiModel
        {
            Title = "Kubernetes",
            Version = version.Info.GitVersion,
            Groups = apis.OwnOf(groups),
            Definitions = ServedDefinitions.Of(catalog.Definitions),
            ForeignDocuments = elsewhere
                .Select(api => (Path: api.Path[1..], Url: remote.OpenApi.V3UrlOf(api)))
                .Where(d => d.Url is not null)
                .ToDictionary(d => d.Path, d => d.Url!),
            CompleteV2 = document => Join(document, [.. elsewhere.Select(remote.OpenApi.V2Of).OfType<JsonObject>()]),
        };
    }

    private static JsonObject Join(JsonObject document, IReadOnlyList<JsonObject> parts)
    {
        foreach (var part in parts)
        {
            OpenApiV2.Add(document, part);
        }

        return document;
    }
}
