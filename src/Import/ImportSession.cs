using System.Collections.Concurrent;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What the imports of one run share: namespace, settings, credentials, and one conversation per repository.</summary>
internal sealed class ImportSession(
    string ns, ImportSettings settings, RegistryTransport transport, PullSecretKeychain keychain, PluginKeychain plugins, RegistryGate gate, RegistryHolds holds)
{
    private readonly ConcurrentDictionary<ClientKey, RegistryClient> _clients = new();

    public string Namespace => ns;

    public ImportSettings Settings => settings;

    /// <summary>Credentials that were looked at and could not be used.</summary>
    public IReadOnlyList<IgnoredCredentials> Ignored => [.. keychain.Ignored, .. plugins.Ignored];

    /// <summary>Where an image is looked for, mirrors included.</summary>
    /// <param name="repository">Where it is by its name.</param>
    /// <param name="reference">The image; a repository alone for the list of its tags.</param>
    /// <param name="insecure">Whether its own registry may have any certificate, or none.</param>
    public ImagePlaces Places(RepositoryName repository, ImageReference reference, bool insecure)
    {
        var places = reference is { Tag: "", Id: "" }
            ? settings.Sources.ListingPlacesOf(repository)
            : settings.Sources.PlacesOf(repository, byDigest: reference.Id.Length > 0);
        return new ImagePlaces(this, [.. places.Select(place => Client(place, insecure || settings.IsInsecure(place)))]);
    }

    /// <summary>Whether somebody asked for the import and waits for it: then registries are asked even if they wanted to be left alone.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Until when the repository's registry wants to be left alone; null when it may be asked.</summary>
    public DateTimeOffset? HeldUntil(RepositoryName repository) => IsAskedFor ? null : holds.Find(ns, repository.Registry);

    /// <summary>Why the image may not be imported from where it is by its name; null when it may.</summary>
    public ImportFailure? FindRefusal(ImageReference reference, bool insecure) =>
        settings.Allowed.FindProblem(reference, insecure ? TransportSecurity.Any : TransportSecurity.Secure) is { } problem
            ? ImportFailures.NotAllowed(problem)
            : null;

    public bool IsInsecure(RepositoryName repository, bool asked) => asked || settings.IsInsecure(repository);

    /// <summary>Sends one request when its turn has come.</summary>
    public async Task<T> RunAsync<T>(RegistryClient client, Func<RegistryClient, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var registry = client.Repository.Registry;
        try
        {
            return await gate.RunAsync(registry, () => request(client, cancellationToken), cancellationToken);
        }
        catch (RegistryException e) when (e is { Kind: RegistryErrorKind.TooManyRequests, RetryAfter: { } wait } && wait > TimeSpan.Zero)
        {
            holds.Add(ns, registry, wait);
            throw;
        }
    }

    /// <summary>The same failure; one for want of credentials says why a plugin had none.</summary>
    public RegistryException Explain(RegistryException e, RepositoryName place) =>
        e.Kind is RegistryErrorKind.Unauthorized or RegistryErrorKind.Forbidden && plugins.FindProblem(place) is { } problem
            ? new RegistryException(RegistryErrorKind.Server, $"{problem}; {e.Message}", e) { Request = e.Request, Errors = e.Errors }
            : e;

    /// <summary>The failure that a condition tells; one for want of credentials says why there were none.</summary>
    public ImportFailure Explain(RegistryException e, ImageReference reference) =>
        e.Kind is RegistryErrorKind.Unauthorized or RegistryErrorKind.Forbidden && keychain.ReadProblem is { } problem
            ? ImportFailures.Of(ImportReasons.InternalError, reference, problem)
            : RegistryFailures.Of(e, reference);

    private RegistryClient Client(RepositoryName repository, bool insecure) =>
        _clients.GetOrAdd(new ClientKey(repository, insecure), key => transport.Client(
            key.Repository, new RegistryAccess(keychain, key.Insecure) { Fallback = plugins }));

    private readonly record struct ClientKey(RepositoryName Repository, bool Insecure);
}
