namespace ImageStreams.ControlPlane;

/// <summary>Knows what is served now.</summary>
internal interface IResourceSource
{
    ResourceCatalog Current { get; }
}
