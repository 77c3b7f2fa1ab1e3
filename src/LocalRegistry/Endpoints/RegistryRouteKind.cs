namespace ImageStreams.LocalRegistry;

/// <summary>The parts of the registry API.</summary>
internal enum RegistryRouteKind
{
    Ping,
    Catalog,
    Tags,
    Manifest,
    Blob,
    Upload,
}
