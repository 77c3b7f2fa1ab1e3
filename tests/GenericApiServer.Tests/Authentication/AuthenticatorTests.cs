using System.Security.Cryptography.X509Certificates;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class AuthenticatorTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly TestCertificates _certificates;
    private readonly TestCertificates _strangers;

    public AuthenticatorTests()
    {
        _certificates = new(_clock.GetUtcNow());
        _strangers = new(_clock.GetUtcNow());
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _strangers.Dispose();
    }

    [Fact]
    public async Task FrontProxy_OverItsCertificate_IsBelieved_AndItsHeadersGoNoFurther()
    {
        var context = Request(_certificates.Client("CN=front-proxy", _clock.GetUtcNow()));
        context.Request.Headers["X-Remote-User"] = "alice";
        context.Request.Headers["X-Remote-Uid"] = "u1";
        context.Request.Headers["X-Remote-Group"] = new[] { "devs", "system:authenticated" };
        context.Request.Headers["X-Remote-Extra-Example.com%2fScopes"] = new[] { "a", "b" };

        var user = (await FrontProxy().AuthenticateAsync(context, default)).User!;

        (user.Name, user.Uid).Should().Be(("alice", "u1"));
        user.Groups.Should().Equal("devs", "system:authenticated");
        user.Extra.Should().ContainKey("example.com/scopes").WhoseValue.Should().Equal("a", "b");
        context.Request.Headers.Keys.Should().NotContain(k => k.StartsWith("X-Remote-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task FrontProxy_WithoutItsCertificate_IsRefused_WhateverElseTheRequestHas()
    {
        var now = _clock.GetUtcNow();
        X509Certificate2?[] wrong =
        [
            null,
            _certificates.Client("CN=somebody", now),
            _certificates.Server("CN=front-proxy", now),
            _strangers.Client("CN=front-proxy", now),
            _certificates.Client("CN=front-proxy", now.AddHours(-3)),
            _certificates.Client("CN=front-proxy", now.AddHours(3)),
            _certificates.Client("O=front-proxy", now),
        ];
        foreach (var certificate in wrong)
        {
            var context = Request(certificate);
            context.Request.Headers["X-Remote-User"] = "admin";
            var union = new UnionAuthenticator([FrontProxy(), Tokens()], new AnonymousAuthenticator());
            context.Request.Headers.Authorization = "Bearer good";

            var result = await union.AuthenticateAsync(context, default);

            (result.User, result.IsFinal).Should().Be((null, true));
        }
    }

    [Fact]
    public async Task FrontProxy_WhileNoneIsKnown_FailsClosed()
    {
        var context = Request(_certificates.Client("CN=front-proxy", _clock.GetUtcNow()));
        context.Request.Headers["X-Remote-User"] = "admin";

        var result = await new FrontProxyAuthenticator(new Configuration(null), _clock).AuthenticateAsync(context, default);

        result.Failure.Should().Be("front-proxy headers: no front proxy is known");
    }

    [Fact]
    public async Task FrontProxy_WithoutAUser_SaysNothing_AndDropsTheOtherHeaders()
    {
        var context = Request(null);
        context.Request.Headers["X-Remote-Group"] = "system:masters";
        context.Request.Headers["X-Remote-User"] = " ";

        var result = await FrontProxy().AuthenticateAsync(context, default);

        result.Should().Be(AuthenticationResult.NoCredentials);
        context.Request.Headers.Should().BeEmpty();
    }

    [Fact]
    public async Task FrontProxy_WhoseCertificateExpires_IsNoLongerBelieved_OnTheSameConnection()
    {
        using var certificate = _certificates.Client("CN=front-proxy", _clock.GetUtcNow());
        var authenticator = FrontProxy();

        async Task<AuthenticationResult> AskAsync()
        {
            var context = Request(certificate);
            context.Request.Headers["X-Remote-User"] = "alice";
            return await authenticator.AuthenticateAsync(context, default);
        }

        (await AskAsync()).User.Should().NotBeNull();
        _clock.Advance(TimeSpan.FromHours(2));
        (await AskAsync()).IsFinal.Should().BeTrue();
    }

    [Fact]
    public async Task FrontProxy_WhoseAuthorityIsReplaced_IsNoLongerBelieved()
    {
        var configuration = new Configuration(Settings(_certificates.Authorities));
        var authenticator = new FrontProxyAuthenticator(configuration, _clock);
        using var certificate = _certificates.Client("CN=front-proxy", _clock.GetUtcNow());
        var before = Request(certificate);
        before.Request.Headers["X-Remote-User"] = "alice";
        var after = Request(certificate);
        after.Request.Headers["X-Remote-User"] = "alice";

        (await authenticator.AuthenticateAsync(before, default)).User.Should().NotBeNull();
        configuration.Current = Settings(_strangers.Authorities);
        (await authenticator.AuthenticateAsync(after, default)).IsFinal.Should().BeTrue();
    }

    [Fact]
    public async Task ClientCertificate_NamesUserAndGroups()
    {
        var authenticator = new ClientCertificateAuthenticator(new Authorities(_certificates.Authorities), _clock);

        var user = (await authenticator.AuthenticateAsync(Request(_certificates.Client("CN=alice, O=devs, O=ops", _clock.GetUtcNow())), default)).User!;

        user.Name.Should().Be("alice");
        user.Groups.Should().BeEquivalentTo("devs", "ops");
    }

    [Fact]
    public async Task ClientCertificate_OfAStranger_FailsButLeavesOtherCredentialsTheirChance()
    {
        var authenticator = new ClientCertificateAuthenticator(new Authorities(_certificates.Authorities), _clock);
        var stranger = Request(_strangers.Client("CN=alice", _clock.GetUtcNow()));

        (await authenticator.AuthenticateAsync(stranger, default)).Failure.Should().Contain("does not verify");
        (await authenticator.AuthenticateAsync(Request(_certificates.Client("O=devs", _clock.GetUtcNow())), default)).Failure
            .Should().Be("the client certificate has no common name");
        (await authenticator.AuthenticateAsync(Request(null), default)).Should().Be(AuthenticationResult.NoCredentials);
        stranger.Request.Headers.Authorization = "bearer good";
        (await new UnionAuthenticator([authenticator, Tokens()], null).AuthenticateAsync(stranger, default)).User!.Name.Should().Be("token-user");
    }

    [Theory]
    [InlineData("Bearer good", "token-user", null)]
    [InlineData("Bearer bad", null, "invalid bearer token")]
    [InlineData("Bearer ", null, null)]
    [InlineData("Basic good", null, null)]
    [InlineData("", null, null)]
    public async Task Bearer_TakesTheTokenToThoseWhoKnow(string header, string? user, string? failure)
    {
        var context = Request(null);
        context.Request.Headers.Authorization = header;

        var result = await Tokens().AuthenticateAsync(context, default);

        (result.User?.Name, result.Failure).Should().Be((user, failure));
    }

    [Fact]
    public async Task Union_BadCredentialsNeverBecomeAnonymous()
    {
        var union = new UnionAuthenticator([Tokens()], new AnonymousAuthenticator());
        var context = Request(null);

        (await union.AuthenticateAsync(context, default)).User.Should().Be(AuthenticatedUser.Anonymous);
        context.Request.Headers.Authorization = "Bearer bad";
        (await union.AuthenticateAsync(context, default)).User.Should().BeNull();
    }

    [Fact]
    public async Task CachedTokens_AreAskedForAgainAfterTheirTime()
    {
        var source = new Token();
        var cached = new CachingTokenAuthenticator(source, TimeSpan.FromSeconds(10), 100, _clock);

        await cached.AuthenticateTokenAsync("good", default);
        await cached.AuthenticateTokenAsync("bad", default);
        (await cached.AuthenticateTokenAsync("good", default))!.Name.Should().Be("token-user");
        (await cached.AuthenticateTokenAsync("bad", default)).Should().BeNull();
        source.Asked.Should().Be(2);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await cached.AuthenticateTokenAsync("good", default);
        source.Asked.Should().Be(3);
    }

    private static DefaultHttpContext Request(X509Certificate2? certificate)
    {
        var context = new DefaultHttpContext();
        context.Connection.ClientCertificate = certificate;
        return context;
    }

    private static BearerTokenAuthenticator Tokens() => new(new Token());

    private static RequestHeaderSettings Settings(X509Certificate2Collection authorities) =>
        new() { Authorities = authorities, AllowedNames = ["front-proxy"] };

    private FrontProxyAuthenticator FrontProxy() => new(new Configuration(Settings(_certificates.Authorities)), _clock);

    private sealed class Configuration(RequestHeaderSettings? current) : IRequestHeaderConfiguration
    {
        public RequestHeaderSettings? Current { get; set; } = current;
    }

    private sealed record Authorities(X509Certificate2Collection? Known) : IClientCaSource
    {
        X509Certificate2Collection? IClientCaSource.Authorities => Known;
    }

    private sealed class Token : ITokenAuthenticator
    {
        public int Asked { get; private set; }

        public ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken)
        {
            Asked++;
            return ValueTask.FromResult(token == "good" ? new AuthenticatedUser { Name = "token-user" } : null);
        }
    }
}
