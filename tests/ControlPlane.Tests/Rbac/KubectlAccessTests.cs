using System.Security.Cryptography;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Who may do what, as users of the real kubectl see it.</summary>
public sealed class KubectlAccessTests : IClassFixture<ControlPlaneFixture>, IDisposable
{
    private readonly ControlPlaneFixture _plane;
    private readonly KubectlUsers _users;
    private readonly Kubectl _admin;
    private readonly Kubectl _alice;

    public KubectlAccessTests(ControlPlaneFixture plane)
    {
        _plane = plane;
        _users = new KubectlUsers(plane);
        (_admin, _alice) = (_users.Admin, _users.WithToken("alicetoken"));
    }

    public void Dispose() => _users.Dispose();

    [PeerFact("kubectl")]
    public async Task Whoami_OfEachKindOfUser_ShowsNameAndGroups()
    {
        using var certificates = new ClusterCertificates(Path.Combine(_plane.Directory, "pki"), [], TimeProvider.System);
        using var carol = certificates.Authority.Issue(new CertificateProfile { CommonName = "carol", Organizations = ["dev", "ops"], Life = TimeSpan.FromHours(1) });

        (await _admin.RunAsync("auth", "whoami")).Should().MatchRegex(@"Username\s+kubernetes-admin\n").And.Contain("[system:masters system:authenticated]");
        (await _alice.RunAsync("auth", "whoami")).Should().MatchRegex(@"Username\s+alice\n").And.MatchRegex(@"UID\s+alice-uid\n").And.Contain("[system:authenticated]");
        (await _users.WithCertificate(carol).RunAsync("auth", "whoami")).Should().MatchRegex(@"Username\s+carol\n").And.Contain("[dev ops system:authenticated]");
        (await _admin.RunAsync("auth", "whoami", "--as=bob", "--as-group=g", "--as-uid=7")).Should()
            .MatchRegex(@"Username\s+bob\n").And.MatchRegex(@"UID\s+7\n").And.Contain("[g system:authenticated]");
        (await _users.WithToken("wrong").FailAsync(null, "get", "pods")).Should().Contain("You must be logged in to the server");
        (await _users.WithPassword("x", "secret").FailAsync(null, "get", "--raw", "/api/v1/pods")).Should().Contain("User \"system:anonymous\" cannot list resource \"pods\"");
    }

    [PeerFact("kubectl")]
    public async Task Roles_CreatedAndBound_CountAtOnce()
    {
        var ns = await NewNamespaceAsync();
        (await _alice.FailAsync(null, "auth", "can-i", "list", "configmaps", "-n", ns)).Should().Be("no\n");
        (await _alice.FailAsync(null, "get", "configmaps", "-n", ns)).Should().Be(
            $"Error from server (Forbidden): configmaps is forbidden: User \"alice\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"{ns}\"\n");

        await _admin.RunAsync("create", "role", "reader", "--verb=get,list", "--resource=configmaps", "-n", ns);
        await _admin.RunAsync("create", "rolebinding", "reader", "--role=reader", "--user=alice", "-n", ns);

        (await _alice.RunAsync("auth", "can-i", "list", "configmaps", "-n", ns)).Should().Be("yes\n");
        (await _alice.RunAsync("get", "configmaps", "-n", ns)).Should().Contain("kube-root-ca.crt");
        (await _alice.RunAsync("auth", "can-i", "--list", "-n", ns)).Should()
            .MatchRegex(@"configmaps\s+\[\]\s+\[\]\s+\[get list\]").And.MatchRegex(@"selfsubjectreviews\.authentication\.k8s\.io\s+\[\]\s+\[\]\s+\[create\]");
        (await _alice.FailAsync(null, "get", "secrets", "-n", ns)).Should().Contain("Forbidden");
        (await _admin.RunAsync("get", "secrets", "-n", ns, "--as=alice", "--as-group=system:masters")).Should().BeEmpty();
        (await _alice.FailAsync(null, "get", "configmaps", "-n", ns, "--as=admin")).Should().Contain("cannot impersonate resource \"users\"");
    }

    [PeerFact("kubectl")]
    public async Task Roles_WithMoreThanTheirWriterHas_AreRefused()
    {
        var ns = await NewNamespaceAsync();
        await _admin.RunAsync("create", "rolebinding", "admin", "--clusterrole=admin", "--user=alice", "-n", ns);

        await _alice.RunAsync("create", "role", "mine", "--verb=get", "--resource=secrets", "-n", ns);
        (await _alice.FailAsync(null, "create", "role", "more", "--verb=delete", "--resource=limitranges", "-n", ns)).Should().Be(
            $"""
            Error from server (Forbidden): roles.rbac.authorization.k8s.io "more" is forbidden: user "alice" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {"{"}APIGroups:[""], Resources:["limitranges"], Verbs:["delete"]{"}"}

            """);
        (await _alice.FailAsync(null, "create", "rolebinding", "all", "--clusterrole=cluster-admin", "--user=alice", "-n", ns)).Should().Contain("not currently held");
        await _alice.RunAsync("create", "rolebinding", "viewers", "--clusterrole=view", "--group=dev", "-n", ns);
    }

    [PeerFact("kubectl")]
    public async Task ServiceAccounts_WithATokenOfTheirs_ActAsThemselves()
    {
        var ns = await NewNamespaceAsync();
        await _admin.RunAsync("create", "serviceaccount", "builder", "-n", ns);
        await _admin.RunAsync("create", "rolebinding", "builder", "--clusterrole=edit", $"--serviceaccount={ns}:builder", "-n", ns);
        var token = (await _admin.RunAsync("create", "token", "builder", "--duration=15m", "-n", ns)).Trim();
        var builder = _users.WithToken(token);

        (await builder.RunAsync("auth", "whoami")).Should().Contain($"system:serviceaccount:{ns}:builder").And.Contain($"[system:serviceaccounts system:serviceaccounts:{ns} system:authenticated]");
        await builder.RunAsync("create", "configmap", "made", "-n", ns);
        (await builder.FailAsync(null, "get", "configmaps", "-n", "default")).Should().Contain("Forbidden");
        await _admin.RunAsync("delete", "serviceaccount", "builder", "-n", ns);
        (await builder.FailAsync(null, "get", "configmaps", "-n", ns)).Should().Contain("You must be logged in to the server");
    }

    [PeerFact("kubectl")]
    public async Task ClusterRoles_WithTheLabel_BecomePartOfTheUserFacingOnes()
    {
        var ns = await NewNamespaceAsync();
        await _admin.RunAsync("create", "rolebinding", "view", "--clusterrole=view", "--user=alice", "-n", ns);
        await _admin.FeedAsync(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: tigers, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
            rules: [{apiGroups: [zoo.example.com], resources: [tigers], verbs: [get]}]
            """,
            "apply", "-f", "-");

        await Eventually.Succeeds(async () =>
            (await _alice.RunAsync("auth", "can-i", "--list", "-n", ns)).Should().MatchRegex(@"tigers\.zoo\.example\.com\s+\[\]\s+\[\]\s+\[get\]"));
        (await _admin.RunAsync("describe", "clusterrole", "admin")).Should().MatchRegex(@"tigers\.zoo\.example\.com\s+\[\]\s+\[\]\s+\[get\]");
        await _admin.RunAsync("delete", "clusterrole", "tigers");
    }

    [PeerFact("kubectl")]
    public async Task TokenKeys_AsPublished_VerifyTokens()
    {
        var token = (await _admin.RunAsync("create", "token", "default")).Trim().Split('.');
        var configuration = await _admin.RunAsync("get", "--raw", "/.well-known/openid-configuration");
        var keys = System.Text.Json.Nodes.JsonNode.Parse(await _admin.RunAsync("get", "--raw", "/openid/v1/jwks"))!["keys"]![0]!;

        configuration.Should().Contain("\"issuer\":\"https://kubernetes.default.svc.cluster.local\"");
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decode(keys["x"]!.GetValue<string>()), Y = Decode(keys["y"]!.GetValue<string>()) },
        });
        key.VerifyData(System.Text.Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Decode(token[2]), HashAlgorithmName.SHA256).Should().BeTrue();
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private async Task<string> NewNamespaceAsync()
    {
        var ns = $"access-{Guid.NewGuid():N}"[..20];
        await _admin.RunAsync("create", "namespace", ns);
        return ns;
    }
}
