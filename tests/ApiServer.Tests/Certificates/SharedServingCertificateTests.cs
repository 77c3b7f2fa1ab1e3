using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

public sealed class SharedServingCertificateTests : IAsyncLifetime
{
    private const string SecretPath = "/api/v1/namespaces/imagestreams-system/secrets/imagestreams-serving-cert";
    private const string ServicePath = "/apis/apiregistration.k8s.io/v1/apiservices/v1.image.openshift.io";
    private static readonly ServerNames Names = ServerNames.OfService("imagestreams", "imagestreams-system");

    private readonly ManualTimeProvider _clock = new();
    private Replicas _replicas = null!;

    private FakeCluster Plane => _replicas.Plane;

    public async Task InitializeAsync() => _replicas = await Replicas.StartAsync();

    public async Task DisposeAsync() => await _replicas.DisposeAsync();

    [Fact]
    public async Task First_MakesTheSecret_AndTellsTheAggregator()
    {
        Register();

        var replica = await StartAsync();

        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        var secret = Plane.Find(SecretPath)!;
        secret["type"]!.ToString().Should().Be("kubernetes.io/tls");
        var stored = Stored();
        replica.Current.TargetCertificate.ExportCertificatePem().Should().Be(stored.Serving.CertificatePem);
        PublishedBundle().Should().Be(stored.Bundle);
    }

    [Theory]
    [InlineData("https://images.example.com/auth/token", "images.example.com")]
    [InlineData("https://192.0.2.7:8443/auth/token", "192.0.2.7")]
    public async Task Realm_UnderWhichClientsKnowUs_IsInTheCertificate_AlsoIfItIsNamedLater(string realm, string host)
    {
        Register();
        var before = await StartAsync();
        await RoundsUntil(() => before.FindProblem().Should().BeNull());
        before.Current.TargetCertificate.MatchesHostname(host, allowCommonName: false).Should().BeFalse();
        await before.StopAsync(default);

        var replica = await StartAsync(new ApiServerOptions { TokenRealm = new Uri(realm) });

        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        replica.Current.TargetCertificate.MatchesHostname(host, allowCommonName: false).Should().BeTrue();
        replica.Current.TargetCertificate.MatchesHostname("127.0.0.1", allowCommonName: false).Should().BeTrue();
        Serving(replica).Should().Be(Stored().Serving.CertificatePem);
    }

    [Fact]
    public async Task Replicas_ThatRace_ServeTheSame()
    {
        Register();
        var winner = ServingCertificateSet.Renew(null, Names, _clock.GetUtcNow());
        var isFirst = true;
        Plane.Fail(request =>
        {
            if (isFirst && request.Method == "POST")
            {
                isFirst = false;
                PutSecret(winner); // between this replica's look and its write
            }

            return null;
        });

        var replica = await StartAsync();

        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        Serving(replica).Should().Be(winner.Serving.CertificatePem);
        PublishedBundle().Should().Be(winner.Bundle);
        Plane.Writes.Count(w => w.Path.Contains("/secrets", StringComparison.Ordinal)).Should().Be(1, "who lost wrote nothing more");
    }

    [Fact]
    public async Task Replicas_StartedTogether_ServeTheSame_AndFollowARenewal()
    {
        Register();
        var (one, two) = (await StartAsync(), await StartAsync());
        await RoundsUntil(() => (one.FindProblem(), two.FindProblem(), Serving(one) == Serving(two)).Should().Be((null, null, true)));
        var first = Serving(one);

        _clock.Advance(TimeSpan.FromDays(365 * 0.65));

        await RoundsUntil(() =>
        {
            Serving(one).Should().NotBe(first);
            Serving(two).Should().Be(Serving(one));
        });
        one.Current.TargetCertificate.NotAfter.ToUniversalTime().Should().BeAfter(_clock.GetUtcNow().AddDays(300).UtcDateTime);
    }

    [Fact]
    public async Task Bundle_ThatSomebodyChanged_IsPutBack()
    {
        Register();
        var replica = await StartAsync();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());

        Register();
        PublishedBundle().Should().BeEmpty();
        await RoundsUntil(() => PublishedBundle().Should().Be(Stored().Bundle));

        Register(spec => spec["caBundle"] = Convert.ToBase64String("other"u8));
        await RoundsUntil(() => PublishedBundle().Should().Be(Stored().Bundle));
    }

    [Theory]
    [InlineData("openshift-apiserver", "api", false)]
    [InlineData("imagestreams-system", "imagestreams", true)]
    public async Task ApiService_ThatIsNotOursToChange_IsLeftAlone(string ns, string name, bool skipsVerification)
    {
        Register(spec =>
        {
            spec["service"] = new JsonObject { ["namespace"] = ns, ["name"] = name };
            spec["insecureSkipTLSVerify"] = skipsVerification;
        });

        var replica = await StartAsync();

        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        Plane.Writes.Should().OnlyContain(w => w.Path.Contains("/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApiService_ThatComesLater_IsToldSoon()
    {
        var replica = await StartAsync();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        await Eventually.Succeeds(() => _clock.WaitingTimers.Should().Be(1));

        Register();

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.Succeeds(() => PublishedBundle().Should().Be(Stored().Bundle));
    }

    [Theory]
    [InlineData("tls.key", "bm9uc2Vuc2U=")]
    [InlineData("ca.crt", "")]
    public async Task Secret_ThatIsBroken_IsMadeAnew(string key, string value)
    {
        Register();
        var replica = await StartAsync();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        var before = Serving(replica);

        var secret = Plane.Find(SecretPath)!;
        secret["data"]![key] = value;
        Plane.Put(SecretPath, secret);

        await RoundsUntil(() =>
        {
            Serving(replica).Should().NotBe(before);
            Serving(replica).Should().Be(Stored().Serving.CertificatePem);
            PublishedBundle().Should().Be(Stored().Bundle);
        });
    }

    [Fact]
    public async Task Secret_ThatSomebodyDeletes_IsMadeAnew()
    {
        Register();
        var replica = await StartAsync();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());

        Plane.Delete(SecretPath);

        await RoundsUntil(() =>
        {
            PublishedBundle().Should().Be(Stored().Bundle);
            Serving(replica).Should().Be(Stored().Serving.CertificatePem);
        });
    }

    [Theory]
    [InlineData("GET", "secrets", "secrets \"imagestreams-serving-cert\" is forbidden")]
    [InlineData("POST", "secrets", "secrets \"imagestreams-serving-cert\" is forbidden")]
    [InlineData("GET", "apiservices", "apiservices \"v1.image.openshift.io\" is forbidden")]
    [InlineData("PATCH", "apiservices", "apiservices \"v1.image.openshift.io\" is forbidden")]
    public async Task MissingRight_IsToldAsAProblem_AndOverWhenItIsGiven(string method, string resource, string message)
    {
        Register();
        Plane.Fail(request => request.Method == method && request.Path.Contains($"/{resource}", StringComparison.Ordinal)
            ? FakeReply.Status(403, "Forbidden", message)
            : null);

        var replica = await StartAsync();

        await RoundsUntil(() => replica.FindProblem().Should().Contain(message));
        Plane.Heal();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
    }

    [Fact]
    public async Task Outage_AfterASuccess_IsNoProblem_UntilTheCertificateHasExpired()
    {
        Register();
        var replica = await StartAsync();
        await RoundsUntil(() => replica.FindProblem().Should().BeNull());
        var rounds = 0;
        Plane.Fail(_ =>
        {
            rounds++;
            return FakeReply.Status(403, "Forbidden", "out of order");
        });

        await RoundsUntil(() => rounds.Should().BeGreaterThan(1));
        replica.FindProblem().Should().BeNull();

        _clock.Advance(TimeSpan.FromDays(366));
        replica.FindProblem().Should().StartWith("the serving certificate has expired: ").And.Contain("out of order");
    }

    private void Register(Action<JsonObject>? change = null)
    {
        var spec = new JsonObject
        {
            ["group"] = "image.openshift.io",
            ["version"] = "v1",
            ["groupPriorityMinimum"] = 1,
            ["versionPriority"] = 1,
            ["service"] = new JsonObject { ["namespace"] = "imagestreams-system", ["name"] = "imagestreams" },
        };
        change?.Invoke(spec);
        Plane.Put(ServicePath, new JsonObject { ["spec"] = spec });
    }

    private void PutSecret(ServingCertificateSet set) => Plane.Put(SecretPath, new JsonObject
    {
        ["type"] = "kubernetes.io/tls",
        ["data"] = new JsonObject(set.ToData().Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value)))),
    });

    private ServingCertificateSet Stored() => ServingCertificateSet.Read(
        Plane.Find(SecretPath)!["data"]!.AsObject().ToDictionary(d => d.Key, d => Convert.FromBase64String(d.Value!.ToString())))!;

    private string PublishedBundle() =>
        Encoding.UTF8.GetString(Convert.FromBase64String(Plane.Find(ServicePath)!["spec"]!["caBundle"]?.ToString() ?? ""));

    private Task<SharedServingCertificate> StartAsync() => StartAsync(new ApiServerOptions());

    private Task<SharedServingCertificate> StartAsync(ApiServerOptions options) =>
        _replicas.RunAsync(new SharedServingCertificate(_replicas.Client, options, _clock, NullLogger<SharedServingCertificate>.Instance));

    private static string Serving(SharedServingCertificate replica) => replica.Current.TargetCertificate.ExportCertificatePem();

    /// <summary>Lets the time of a round go by until the assertion holds.</summary>
    private Task RoundsUntil(Action assertion) => Eventually.Succeeds(() =>
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        assertion();
    });
}
