using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What OpenAPI documents are made from; the same model as long as nothing changed.</summary>
internal sealed class ServedSchemas(ServedApis apis, LiveCatalog catalog, ControlPlaneVersion version)
{
    private readonly Lock _lock = new();
    private OpenApiModel? _model;

    public OpenApiModel Model
    {
        get
        {
            var groups = apis.Groups;
            lock (_lock)
            {
                if (_model is null || !ReferenceEquals(_model.Groups, groups))
                {
                    _model = new OpenApiModel
                    {
                        Title = "Kubernetes",
                        Version = version.Info.GitVersion,
                        Groups = groups,
                        Definitions = ServedDefinitions.Of(catalog.Definitions),
                    };
                }

                return _model;
            }
        }
    }
}
