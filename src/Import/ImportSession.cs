using System.Collections.Concurrent;
using System.Collections.Frozen;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What the imports of one run share: namespace, settings, credentials, and one conversation per repository.</summary>
internal sealed class ImportSession(
    string ns, ImportSettings settings, RegistryTransport transport, IRunKeychain keychain, PluginKeychain plugins, RegistryGate gate)
{
    private readonly ConcurrentDictionary<ClientKey, RegistryClient> _clients = new();
    private readonly ConcurrentDictionary<RepositoryName, string> _identities = new();

    public string Namespace => ns;

    public ImportSettings Settings => settings;

    /// <summary>Credentials that were looked at and could not be used.</summary>
    public IReadOnlyList<IgnoredCredentials> Ignored => [.. keychain.Ignored, .. plugins.Ignored];

    /// <summary>Where an image is looked for, mirrors included.</summary>
    /// <param name="repository">Where it is by its name.</param>
    /// <param name="reference">The image; a repository alone for the list of its tags.</param>
    /// <param name="insecure">Whether its own registry may have any certificate, or none.</param>
    /// <param name="isRefresh">Whether an image is looked after that is here already: that can wait.</param>
    public ImagePlaces Places(RepositoryName repository, ImageReference reference, bool insecure, bool isRefresh)
    {
        var places = reference is { Tag: "", Id: "" }
            ? settings.Sources.ListingPlacesOf(repository)
            : settings.Sources.PlacesOf(repository, byDigest: reference.Id.Length > 0);
        return new ImagePlaces(this, [.. places.Select(place => Client(place, insecure || settings.IsInsecure(place)))], isRefresh);
    }

    /// <summary>A repository and nothing else, whatever is said of mirrors and blocked registries.</summary>
    public ImagePlaces Place(RepositoryName repository, bool insecure) => new(this, [Client(repository, insecure)], isRefresh: false);

    /// <summary>Whether somebody asked for the import and waits for it: then registries are asked even if they wanted to be left alone.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Whether images are stored as they come.</summary>
    public bool Stores { get; init; }

    /// <summary>The images in the histories of the stream that is imported to: whoever sees it sees them, so that nothing new is shown by showing them again.</summary>
    public IReadOnlySet<string> Shown { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether the registry is believed what it says of digests: the integrated one is, where nobody but the registry itself can answer.</summary>
    public bool TrustsDigests { get; init; }

    /// <summary>What is fetched for others at the same time.</summary>
    public required SharedWork Shared { get; init; }

    /// <summary>Looks at a tag, or takes what others have seen of it who may see the same.</summary>
    /// <param name="client">Where.</param>
    /// <param name="reference">The tag or digest.</param>
    /// <param name="since">What was seen since then will do; null for a look from now on.</param>
    /// <param name="look">Looks, given what was seen before.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SeenTag> SeeAsync(
        RegistryClient client, string reference, DateTimeOffset? since, Func<SeenTag?, Task<SeenTag>> look, CancellationToken cancellationToken) =>
        Shared.Looks.SeeAsync(client, reference, since, () => IdentifyAsync(client.Repository, cancellationToken), look, cancellationToken);

    /// <summary>Whether the repository has shown the manifest lately to somebody with the same credentials.</summary>
    public ValueTask<bool> HasProofAsync(RegistryClient client, Digest digest, CancellationToken cancellationToken) =>
        Shared.Proofs.HasAsync(client, digest, () => IdentifyAsync(client.Repository, cancellationToken));

    /// <summary>Has the repository show the manifest, unless it has lately to somebody with the same credentials.</summary>
    public Task<SeenTag> ProveAsync(RegistryClient client, Digest digest, Func<Task> fetch, CancellationToken cancellationToken) =>
        Shared.Proofs.ProveAsync(client, digest, () => IdentifyAsync(client.Repository, cancellationToken), fetch, cancellationToken);

    /// <summary>Remembers that the repository has shown the manifest.</summary>
    public ValueTask AddProofAsync(RegistryClient client, Digest digest, CancellationToken cancellationToken) =>
        Shared.Proofs.AddAsync(client, digest, () => IdentifyAsync(client.Repository, cancellationToken));

    /// <summary>Why the image may not be imported from where it is by its name; null when it may.</summary>
    public ImportFailure? FindRefusal(ImageReference reference, bool insecure) =>
        settings.Allowed.FindProblem(reference, insecure ? TransportSecurity.Any : TransportSecurity.Secure) is { } problem
            ? ImportFailures.NotAllowed(problem)
            : null;

    public bool IsInsecure(RepositoryName repository, bool asked) => asked || settings.IsInsecure(repository);

    /// <summary>Sends one request when its turn has come.</summary>
    /// <param name="client">To whom.</param>
    /// <param name="isRefresh">Whether something is looked after that is here already: that may have to wait.</param>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Ends the waiting, and the request.</param>
    /// <exception cref="RegistryHeldException">The registry is not asked for a while.</exception>
    public async Task<T> RunAsync<T>(
        RegistryClient client, bool isRefresh, Func<RegistryClient, CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        await gate.RunAsync(await TurnOfAsync(client, isRefresh, cancellationToken), () => request(client, cancellationToken), cancellationToken);

    /// <summary>Why a registry would not be asked now; null when it would.</summary>
    public RegistryHold? FindHold(RegistryClient client, bool isRefresh) => gate.FindHold(TurnOf(client, isRefresh));

    /// <summary>Whether the registry has said how much it allows us: it then counts what is fetched, and seldom what is only asked by HEAD.</summary>
    public bool IsRationed(RegistryClient client) => gate.IsRationed(client.Repository.Registry, AccountOf(client));

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

    // As whom the registry counts our requests, which is known once the credentials have been read.
    private async Task<RegistryTurn> TurnOfAsync(RegistryClient client, bool isRefresh, CancellationToken cancellationToken)
    {
        if (client.AsksForLogin)
        {
            await IdentifyAsync(client.Repository, cancellationToken);
        }

        return TurnOf(client, isRefresh);
    }

    private async ValueTask<string> IdentifyAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        if (!_identities.TryGetValue(repository, out var identity))
        {
            _identities[repository] = identity = CredentialIdentity.Of(await keychain.FindAsync(repository, cancellationToken));
        }

        return identity;
    }

    private string AccountOf(RegistryClient client) => AccountOf(client.Repository, client.AsksForLogin);

    private string AccountOf(RepositoryName repository, bool asksForLogin) =>
        asksForLogin ? _identities.GetValueOrDefault(repository) ?? $"namespace {ns}" : CredentialIdentity.Nobody;

    private RegistryTurn TurnOf(RegistryClient client, bool isRefresh) => new()
    {
        Registry = client.Repository.Registry,
        Namespace = ns,
        Account = AccountOf(client),
        Insecure = client.IsInsecure,
        IsAskedFor = IsAskedFor,
        IsRefresh = isRefresh,
        Ping = ct => transport.Client(client.Repository, RegistryAccess.Anonymous with { Insecure = client.IsInsecure }).PingAsync(ct),
    };

    private RegistryClient Client(RepositoryName repository, bool insecure) =>
        _clients.GetOrAdd(new ClientKey(repository, insecure), key => transport.Client(key.Repository, new RegistryAccess(keychain, key.Insecure)
        {
            Fallback = plugins,
            OnAnswer = answer => gate.Note(key.Repository.Registry, AccountOf(key.Repository, transport.AsksForLogin(key.Repository, key.Insecure)), answer),
        }));

    private readonly record struct ClientKey(RepositoryName Repository, bool Insecure);
}
