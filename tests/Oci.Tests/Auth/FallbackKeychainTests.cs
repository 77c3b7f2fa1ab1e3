using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>Credentials that are looked for only when the others fail, and that may take long to find.</summary>
public sealed class FallbackKeychainTests : IAsyncLifetime
{
    private const string Bob = "Basic Ym9iOnNlY3JldA=="; // bob:secret

    private static readonly RegistryCredential BobsLogin = new() { Username = "bob", Password = "secret" };
    private static readonly RegistryCredential EvesLogin = new() { Username = "eve", Password = "secret" };

    private readonly ManualTimeProvider _time = new();
    private readonly SampleImage _image = SampleImage.Create(1);
    private FaultyRegistry _registry = null!;
    private TestTransport _transport = null!;

    public async Task InitializeAsync()
    {
        _registry = await FaultyRegistry.StartAsync();
        _registry.On("GET /v2/team/app/manifests/latest", Answers.Guarded(Bob, "Basic realm=\"x\"", Answers.Manifest(_image.OciManifest)));
        _transport = new TestTransport(time: _time);
    }

    public async Task DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Get_WhenACredentialIsTaken_DoesNotLookForOthers()
    {
        var fallback = new SlowKeychain(Task.FromResult<IReadOnlyList<RegistryCredential>>([EvesLogin]));

        await GetAsync([BobsLogin], fallback);

        fallback.Asked.Should().Be(0);
    }

    [Fact]
    public async Task Get_WhenAllCredentialsAreRefused_TriesThoseOfTheFallbackThatWereNotTriedYet()
    {
        var fallback = new SlowKeychain(Task.FromResult<IReadOnlyList<RegistryCredential>>([EvesLogin, BobsLogin]));

        await GetAsync([EvesLogin], fallback);

        _registry.Requests.Select(r => r.Authorization).Should().Equal("", "Basic ZXZlOnNlY3JldA==", Bob);
    }

    [Fact]
    public async Task Get_WhenTheFallbackTakesLongerThanARequestMay_WaitsForIt()
    {
        var found = new TaskCompletionSource<IReadOnlyList<RegistryCredential>>();
        var fallback = new SlowKeychain(found.Task);
        var get = GetAsync([], fallback);
        await Eventually.Succeeds(() => fallback.Asked.Should().Be(1));

        _time.Advance(TimeSpan.FromSeconds(70)); // a request may take 30
        found.SetResult([BobsLogin]);

        (await get).Digest.Should().Be(_image.OciManifest.Digest);
    }

    [Fact]
    public async Task Get_AfterTheFallbackAnswered_HasTheUsualTimeAgain()
    {
        _registry.On("GET /v2/team/app/manifests/latest", Answers.Challenge("Basic realm=\"x\""), Answers.Stall());
        var get = GetAsync([], new SlowKeychain(Task.FromResult<IReadOnlyList<RegistryCredential>>([BobsLogin])));
        await Eventually.Succeeds(() => _registry.Requests.Should().HaveCount(2));

        _time.Advance(TimeSpan.FromSeconds(31));

        await Expect.FailureAsync(RegistryErrorKind.Timeout, () => get);
    }

    private Task<Manifest> GetAsync(IReadOnlyList<RegistryCredential> credentials, IKeychain fallback) => _transport.Transport.Client(
        TestTransport.Repository(_registry.Host),
        new RegistryAccess(new SlowKeychain(Task.FromResult(credentials)), Insecure: true) { Fallback = fallback }).GetManifestAsync("latest", default);

    private sealed class SlowKeychain(Task<IReadOnlyList<RegistryCredential>> found) : IKeychain
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public async ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return await found.WaitAsync(cancellationToken);
        }
    }
}
