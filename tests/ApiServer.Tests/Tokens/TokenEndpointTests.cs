namespace ImageStreams.ApiServer.Tests;

public sealed class TokenEndpointTests
{
    [Fact]
    public async Task Token_OfAUser_SaysWhatWasGranted_AndIsSigned()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());

        var answer = (await client.GetAsync("good", "repository:demo/app:pull,push")).Expect(200);

        var token = new IssuedToken((string)answer["token"]!);
        answer["access_token"]!.ToString().Should().Be((string)answer["token"]!);
        ((int)answer["expires_in"]!).Should().Be(300);
        DateTimeOffset.Parse((string)answer["issued_at"]!, null).Should().BeCloseTo(server.Clock.GetUtcNow(), TimeSpan.FromSeconds(1));
        answer["scope"]!.ToString().Should().Be("repository:demo/app:pull,push");
        answer.AsObject().ContainsKey("refresh_token").Should().BeFalse();
        token.Header["typ"]!.ToString().Should().Be("JWT");
        token.Header["alg"]!.ToString().Should().Be("ES256");
        token.Claims["iss"]!.ToString().Should().Be("imagestreams");
        token.Claims["aud"]!.GetValueKind().Should().Be(System.Text.Json.JsonValueKind.String, "distribution 2.8 reads no list");
        token.Claims["aud"]!.ToString().Should().Be("imagestreams");
        token.Claims["sub"]!.ToString().Should().Be("carol");
        token.Claims["jti"]!.ToString().Should().NotBe(new IssuedToken((string)(await client.GetAsync("good")).Json["token"]!).Claims["jti"]!.ToString());
        token.Access.Should().Equal("repository:demo/app:pull,push");
        token.TimeOf("nbf").Should().BeCloseTo(server.Clock.GetUtcNow().AddMinutes(-1), TimeSpan.FromSeconds(1));
        token.TimeOf("iat").Should().Be(token.TimeOf("nbf"));
        token.TimeOf("exp").Should().BeCloseTo(server.Clock.GetUtcNow().AddMinutes(5), TimeSpan.FromSeconds(1));
        token.IsSignedByKeyOf((await server.As().GetAsync("/auth/keys")).Text).Should().BeTrue();
        token.IsSignedBy((await server.As().GetAsync("/auth/keys/current")).Text).Should().BeTrue();
        token.IsVouchedForBy((await server.As().GetAsync("/auth/certificate")).Text, server.Clock.GetUtcNow()).Should().BeTrue();
    }

    [Fact]
    public async Task Rights_AreAskedForAsTheUserWithAllThatIsKnownOfHim()
    {
        await using var server = await TokenServer.StartAsync(stream: false);

        (await new TokenClient(server.As()).TokenAsync("good", "repository:demo/app:pull,push,delete", "registry:catalog:*")).Access.Should().HaveCount(2);

        server.AccessReviews.Should().OnlyContain(r => (string)r["user"]! == "carol" && (string)r["uid"]! == "u-7"
            && r["groups"]!.ToJsonString() == "[\"ops\",\"system:authenticated\"]" && r["extra"]!.ToJsonString() == "{\"scopes\":[\"a\"]}");
        server.AccessReviews.Select(r => r["resourceAttributes"]!).Select(a => $"{a["verb"]} {a["resource"]}/{a["subresource"]} {a["namespace"]}/{a["name"]} {a["group"]}")
            .Should().BeEquivalentTo(
                "get imagestreams/layers demo/app image.openshift.io",
                "update imagestreams/layers demo/app image.openshift.io",
                "create imagestreams/ demo/ image.openshift.io",
                "delete imagestreams/layers demo/app image.openshift.io",
                "list imagestreams/ / image.openshift.io");
    }

    [Fact]
    public async Task Rights_OfNobody_AreThoseOfTheUnauthenticated()
    {
        await using var server = await TokenServer.StartAsync();

        var token = await new TokenClient(server.As()).TokenAsync(null, "repository:demo/app:pull");

        token.Claims["sub"]!.ToString().Should().Be("system:anonymous");
        token.Access.Should().Equal("repository:demo/app:pull");
        server.TokenReviews.Should().BeEmpty();
        var asked = server.AccessReviews.Should().ContainSingle().Which;
        asked["user"]!.ToString().Should().Be("system:anonymous");
        asked["groups"]!.ToJsonString().Should().Be("[\"system:unauthenticated\"]");
    }

    [Theory]
    [InlineData("get", "repository:demo/app:push,delete")]
    [InlineData("update", "repository:demo/app:pull,delete")]
    [InlineData("delete", "repository:demo/app:pull,push")]
    [InlineData("get update", "repository:demo/app:delete")]
    [InlineData("get update delete", "")]
    public async Task Scope_IsTrimmedToTheRights(string denied, string granted)
    {
        await using var server = await TokenServer.StartAsync();
        server.Access = spec => denied.Split(' ').Contains((string)spec["resourceAttributes"]!["verb"]!) ? "{allowed: false}" : "{allowed: true}";

        var answer = (await new TokenClient(server.As()).GetAsync("good", "repository:demo/app:*")).Expect(200);

        answer["scope"]!.ToString().Should().Be(granted);
        string.Join(' ', new IssuedToken((string)answer["token"]!).Access).Should().Be(granted);
    }

    [Theory]
    [InlineData("images//", "delete", true)] // may delete any image
    [InlineData("imagestreams/layers/demo", "delete", true)]
    [InlineData("imagestreams/layers/demo", "update", false)]
    public async Task Delete_TakesTheRightOnTheStreamOrOnAllImages(string resource, string verb, bool expected)
    {
        await using var server = await TokenServer.StartAsync();
        server.Access = spec => spec["resourceAttributes"] is { } a && $"{a["resource"]}/{a["subresource"]}/{a["namespace"]}" == resource && (string)a["verb"]! == verb
            ? "{allowed: true}" : "{allowed: false}";

        (await new TokenClient(server.As()).TokenAsync("good", "repository:demo/app:delete")).Access.Should().HaveCount(expected ? 1 : 0);
    }

    [Theory]
    [InlineData(true, false, null, true)] // the stream is there
    [InlineData(false, true, null, true)] // it is made
    [InlineData(false, false, null, false)]
    [InlineData(true, true, "{}", false)] // no such namespace
    [InlineData(true, true, "{status: {phase: Terminating}}", false)]
    [InlineData(true, true, "{metadata: {deletionTimestamp: '2026-01-01T00:00:00Z'}, status: {phase: Active}}", false)]
    public async Task Push_TakesALivingNamespace_AndAStreamOrTheRightToMakeOne(bool stream, bool mayCreate, string? ns, bool expected)
    {
        await using var server = await TokenServer.StartAsync(stream);
        server.Access = spec => (string)spec["resourceAttributes"]!["verb"]! == "create" && !mayCreate ? "{allowed: false}" : "{allowed: true}";
        switch (ns)
        {
            case "{}":
                server.Plane.Delete("/api/v1/namespaces/demo");
                break;
            case not null:
                server.Plane.Put("/api/v1/namespaces/demo", Objects.Parse(ns).AsObject());
                break;
        }

        (await new TokenClient(server.As()).TokenAsync("good", "repository:demo/app:pull,push")).Access
            .Should().Equal($"repository:demo/app:pull{(expected ? ",push" : "")}");
    }

    [Theory]
    [InlineData("repository(plugin):demo/app:pull", "repository:demo/app:pull")]
    [InlineData("repository:demo/app:pull repository:demo/app:push", "repository:demo/app:pull,push")]
    [InlineData("repository:demo/app:pull repository:a/b/c:pull repository:*:push registry:*:* x", "repository:demo/app:pull")]
    [InlineData("repository:demo/app:pull,fly", "repository:demo/app:pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("registry:catalog:pull", "")]
    [InlineData("", "")]
    public async Task Scopes_AreReadAsClientsWriteThem(string scopes, string granted)
    {
        await using var server = await TokenServer.StartAsync();

        (await new TokenClient(server.As()).GetAsync("good", scopes)).Expect(200)["scope"]!.ToString().Should().Be(granted);
        (await new TokenClient(server.As()).GetAsync("good", scopes.Split(' '))).Expect(200)["scope"]!.ToString().Should().Be(granted, "several parameters are the same");
    }

    [Theory]
    [InlineData("repository:a/b/c:push", "an image stream is NAMESPACE/STREAM, and \"a/b/c\" has 3 segments")]
    [InlineData("repository:app:push", "an image stream is NAMESPACE/STREAM, and \"app\" has 1 segment")]
    [InlineData("repository:demo/../app:push", "an image stream is NAMESPACE/STREAM, and \"demo/../app\" has 3 segments")]
    [InlineData("repository:demo/..:push", "\"..\" cannot be the name of an image stream: may not be '..'")]
    [InlineData("repository:Demo/app:push", "\"Demo\" cannot be the name of a namespace: it must be lower case letters, digits and '-', at most 63 of them")]
    [InlineData("repository:*:pull", "an image stream is NAMESPACE/STREAM, and \"*\" has 1 segment")]
    [InlineData("repository:demo/*:pull", "\"*\" cannot be the name of an image stream: must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"")]
    [InlineData("*:*:*", "\"*:*:*\" is no scope: it must be TYPE:NAME:ACTION,...")]
    [InlineData("registry:*:*", "\"registry:*:*\" is of a type that nobody has rights on here: it must be repository:NAMESPACE/STREAM, or registry:catalog")]
    public async Task Scopes_OfWhichNoneMakesSense_AreRefused_AndTheUserIsToldWhy(string scope, string message)
    {
        await using var server = await TokenServer.StartAsync();

        var answer = await new TokenClient(server.As()).GetAsync("good", scope);

        TokenServer.ErrorOf(answer.Expect(400)).Should().Be(("NAME_INVALID", message));
        answer.Text.Should().NotContain("\\u00", "people read it");
        answer.Json["error"]!.ToString().Should().Be("invalid_scope");
        server.AccessReviews.Should().BeEmpty();
    }

    [Fact]
    public async Task Scopes_ThatAreTooMany_AreRefused_WithoutAskingTheCluster()
    {
        await using var server = await TokenServer.StartAsync();
        var client = new TokenClient(server.As());

        var many = (await server.As().GetAsync($"/auth/token?{string.Join('&', Enumerable.Range(0, 1000).Select(i => $"scope=repository:a/b{i}:pull"))}")).Expect(400);
        var tooLong = (await client.GetAsync("good", Enumerable.Range(0, 1000).Select(i => $"repository:a/{new string('b', 100)}{i}:pull"))).Expect(413);
        var most = await client.TokenAsync("good", Enumerable.Range(0, 50).Select(i => $"repository:a/b{i}:pull"));

        TokenServer.ErrorOf(many).Should().Be(("NAME_INVALID", "one request may have 50 scopes, not 1000"));
        TokenServer.ErrorOf(tooLong).Should().Be(("SIZE_INVALID", "the request is longer than 32768 bytes"));
        most.Access.Should().HaveCount(50);
        server.AccessReviews.Should().HaveCount(50);
    }
}
