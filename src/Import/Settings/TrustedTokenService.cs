namespace ImageStreams.Import;

/// <summary>A host that may issue tokens for a registry on another host (docs/spec/registries.md#token-services).</summary>
/// <param name="Registry">The registry, HOST for all of its ports or HOST:PORT.</param>
/// <param name="Host">The host of the service, on any port.</param>
public sealed record TrustedTokenService(string Registry, string Host);
