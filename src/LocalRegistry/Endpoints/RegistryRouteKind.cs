namespace ImageStreams.LocalRegistry;

/// <summary>The parts of the registry API.</summary>
internal enum RegistryRouteKind
{
    Ping,
    Health,
    Catalog,
    Tags,
    Manifest,
    Blob,
    Upload,
    Content,
}
