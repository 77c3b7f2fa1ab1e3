using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

/// <summary>CVE-2019-10165: no credential in any message, log or text.</summary>
public sealed class RedactionTests
{
    private static readonly RegistryCredential Login = new()
    {
        Username = "bob",
        Password = "p4ssw0rd",
        IdentityToken = "",
        RegistryToken = "",
    };

    [Fact]
    public async Task Failure_OfARegistryThatEchoesWhatItWasSent_HoldsNoSecret_CVE_2019_10165()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        registry.On("GET /token", Answers.Token("s3cr3ttoken", 300));
        registry.On("GET /v2/team/app/manifests/latest", context =>
        {
            var sent = context.Request.Headers.Authorization.ToString();
            return sent.Length == 0
                ? Answers.Challenge($"Bearer realm=\"{registry.Url}/token\"")(context)
                : Answers.Error(500, sent, $"you sent {sent}, {Login.Password} and Ym9iOnA0c3N3MHJk")(context);
        });
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(() => transport.Client(registry, Login).GetManifestAsync("latest", default));

        failure.Message.Should().Contain("you sent Bearer ***, *** and ***");
        ShouldHoldNoSecret(failure.ToString(), transport.Logged, failure.Errors[0].ToString());
        transport.Logged.Should().Contain("/token");
    }

    [Fact]
    public async Task Failure_OfATokenServiceThatEchoesWhatItWasSent_HoldsNoSecret_CVE_2019_10165()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        registry.On("GET /token", Answers.Bytes(401, """{"details":"wrong: p4ssw0rd or Ym9iOnA0c3N3MHJk"}"""u8.ToArray(), "application/json"));
        registry.On("GET /v2/team/app/manifests/latest", Answers.Challenge($"Bearer realm=\"{registry.Url}/token\""));
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(() => transport.Client(registry, Login).GetManifestAsync("latest", default));

        failure.Message.Should().Contain("wrong: *** or ***");
        ShouldHoldNoSecret(failure.ToString(), transport.Logged);
    }

    [Fact]
    public async Task Failure_BehindAPresignedAddress_HoldsNoSignature()
    {
        await using var registry = await FaultyRegistry.StartAsync();
        registry.On("GET /v2/team/app/manifests/latest", Answers.Redirect(307, "/data?X-Amz-Signature=p4ssw0rd"));
        registry.On("GET /data", Answers.Status(403));
        await using var transport = new TestTransport();

        var failure = await Expect.FailureAsync(() => transport.Client(registry).GetManifestAsync("latest", default));

        failure.Request.Should().Be($"GET {registry.Url}/data");
        ShouldHoldNoSecret(failure.ToString(), transport.Logged);
    }

    [Fact]
    public void ToString_OfWhatHoldsSecrets_HoldsNone()
    {
        var full = Login with { IdentityToken = "s3cr3ttoken", RegistryToken = "s3cr3ttoken" };
        var key = new TokenKey("r", new Uri("https://r/"), "s", "x", full);

        ShouldHoldNoSecret(
            full.ToString(),
            key.ToString(),
            Authorization.Basic(full).ToString(),
            Authorization.Bearer("s3cr3ttoken", key).ToString(),
            new Token("s3cr3ttoken", default).ToString(),
            new DockerConfigEntry(Key(), full).ToString());
    }

    private static CredentialKey Key() => CredentialKey.TryParse("quay.io", out var key) ? key : throw new InvalidOperationException();

    private static void ShouldHoldNoSecret(params string[] texts)
    {
        foreach (var text in texts)
        {
            text.Should().NotContain("p4ssw0rd").And.NotContain("s3cr3ttoken").And.NotContain("Ym9iOnA0c3N3MHJk");
        }
    }
}
