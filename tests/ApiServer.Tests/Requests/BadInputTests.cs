using System.Text.Json.Nodes;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What is wrong with a request of any kind is said clearly, and costs little.</summary>
[Collection(ClusterCollection.Name)]
public sealed class BadInputTests(TestCluster clusters)
{
    public static TheoryData<PlaneKind, string> Listed { get; } = SampledKind.With("list");

    public static TheoryData<PlaneKind, string> Created { get; } = SampledKind.With("create");

    public static TheoryData<PlaneKind, string> Updated { get; } = SampledKind.With("update");

    [Theory]
    [MemberData(nameof(Created))]
    public async Task Bodies_ThatCannotBeRead_AreRefusedWithThePosition(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));

        foreach (var (body, type, position) in ((string, string, string)[])
        [
            ("{\n  \"metadata\": {,", "application/json", "line 2, column 16"),
            ("{\"a\":1}{", "application/json", "line 1, column 8"),
            ("", "application/json", " "),
            ("metadata:\n  name: [a\nb: c", "application/yaml", "line 2"),
            ("metadata:\n\tname: a", "application/yaml", "line 1, column 1"),
        ])
        {
            (await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), body, type)).Expect(400).At("message").Should().Contain(position, "of {0}", body);
        }
    }

    [Theory]
    [MemberData(nameof(Created))]
    public async Task Bodies_ThatAreTooLong_AreRefused(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var body = $"{{\"kind\":\"{kind.Kind}\",\"apiVersion\":\"image.openshift.io/v1\",\"metadata\":{{\"name\":\"{new string('x', 3 << 20)}\"}}}}";

        (await place.Admin.SendAsync(HttpMethod.Post, kind.Collection(place), body, "application/json")).Expect(413).At("reason").Should().Be("RequestEntityTooLarge");
    }

    [Theory]
    [MemberData(nameof(Created))]
    public async Task Fields_ThatAreUnknownOrTwice_AreRefusedToldOrIgnored(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        Task<Answer> SendAsync(string validation, JsonObject document) => place.Admin.SendAsync(
            HttpMethod.Post, $"{kind.Collection(place)}{validation}", $"{{\"foo\":1,\"kind\":\"{kind.Kind}\",{document.ToJsonString()[1..]}", "application/json");

        var strict = (await SendAsync("?fieldValidation=Strict", await kind.NewAsync(place))).Expect(400);
        var warned = await SendAsync("", await kind.NewAsync(place));
        var ignored = await SendAsync("?fieldValidation=Ignore", await kind.NewAsync(place));

        strict.At("message").Should().Contain("unknown field \"foo\"").And.Contain("duplicate field \"kind\"");
        (warned.Code, ignored.Code).Should().Be((201, 201), warned.Text);
        string.Join(' ', warned.Warnings).Should().Contain("unknown field \\\"foo\\\"").And.Contain("duplicate field \\\"kind\\\"");
        ignored.Warnings.Should().BeEmpty();
        (await SendAsync("?fieldValidation=Foo", await kind.NewAsync(place))).Expect(422).CauseFields().Should().Equal("fieldValidation");
    }

    [Theory]
    [MemberData(nameof(Updated))]
    public async Task Fields_OfUpdatesAndPatches_AreValidatedToo(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var path = kind.Path(place, await kind.ExistingAsync(place));
        var current = (await place.Admin.GetAsync(path)).Expect(200).AsObject();
        current["foo"] = 1;

        (await place.Admin.PutAsync($"{path}?fieldValidation=Strict", current)).Expect(400).At("message").Should().Contain("unknown field \"foo\"");
        (await place.Admin.PutAsync($"{path}?dryRun=All&fieldValidation=Ignore", current)).Warnings.Should().BeEmpty();
        (await place.Admin.PutAsync($"{path}?dryRun=All", current)).Warnings.Should().ContainSingle().Which.Should().Contain("unknown field");
        foreach (var (type, patch) in ((string, string)[])
        [
            ("application/merge-patch+json", """{"foo":1}"""),
            ("application/strategic-merge-patch+json", """{"foo":1}"""),
            ("application/json-patch+json", """[{"op":"add","path":"/foo","value":1}]"""),
        ])
        {
            Task<Answer> SendAsync(string query) => place.Admin.SendAsync(HttpMethod.Patch, path + query, patch, type);

            (await SendAsync("?fieldValidation=Strict")).Code.Should().BeOneOf([400, 422], type);
            (await SendAsync("?dryRun=All")).Warnings.Should().ContainSingle("of {0}", type).Which.Should().Contain("unknown field");
            (await SendAsync("?dryRun=All&fieldValidation=Ignore")).Warnings.Should().BeEmpty();
        }

        (await place.Admin.SendAsync(HttpMethod.Patch, path, "{\n,", "application/merge-patch+json")).Expect(400);
        (await place.Admin.SendAsync(HttpMethod.Patch, path, "{}", "text/plain")).Expect(415);
    }

    [Theory]
    [MemberData(nameof(Listed))]
    public async Task Parameters_OfLists_AreRefusedOrBounded(PlaneKind plane, string resource)
    {
        var (place, kind) = (await clusters.PlaceAsync(plane), SampledKind.Of(resource));
        var name = await kind.ExistingAsync(place);
        var labels = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"label-{i}!=x"));

        foreach (var (query, code) in ((string, int)[])
        [
            ("limit=x", 400), ("limit=99999999999999999999", 400), ("limit=-1", 200), ("limit=0", 200), ("limit=2147483647", 200), ("limit=9223372036854775807", 200),
            ("timeoutSeconds=x", 400), ("timeoutSeconds=-1", 200), ("timeoutSeconds=9223372036854775807", 200), ("timeout=x", 400),
            ("resourceVersion=x", 400), ("resourceVersion=-1", 400), ("resourceVersion=1&resourceVersionMatch=Foo", 422),
            ("continue=xx", 400), ("continue=e30", 400), ($"continue={new string('x', 10_000)}", 400),
            ("labelSelector=%3D", 400), ("labelSelector=a+in+(", 400), ($"labelSelector={Uri.EscapeDataString(labels)}", 400),
            ("fieldSelector=a", 400), ("fieldSelector=spec.nosuch%3D1", 400), ($"fieldSelector=metadata.name%3D{new string('x', 20_000)}", 400),
            ("sendInitialEvents=true", 422), ("watch=true&sendInitialEvents=true", 422), ("watch=true&resourceVersionMatch=Exact&resourceVersion=1", 422), ("watch=true&continue=x", 422),
        ])
        {
            var answer = await place.Admin.GetAsync($"{kind.Collection(place)}?{query}");

            answer.Code.Should().Be(code, "of {0}: {1}", query.Length > 100 ? query[..100] : query, answer.Text);
            if (code == 200)
            {
                answer.Json.Names().Should().Contain(name, "of {0}", query);
            }
            else
            {
                answer.Json.At("kind").Should().Be("Status");
            }
        }

        (await place.Admin.GetAsync($"{kind.Collection(place)}?watch=true&resourceVersion=x")).Code.Should().BeOneOf(400, 500); // as the control plane answers it
    }

    [Theory]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Paths_ThatNothingIsServedUnder_Are404(PlaneKind plane)
    {
        var place = await clusters.PlaceAsync(plane);
        await place.CreateAsync("s");
        var ns = $"{ApiClient.Group}/namespaces/{place.Namespace}";

        foreach (var path in (string[])
        [
            $"{ApiClient.Group}/nosuch", $"{ns}/nosuch", $"{ns}/nosuch/x", $"{ns}/images", $"{ApiClient.Group}/imagestreammappings", $"{ns}/imagestreams/s/nosuch",
            $"{ns}/imagestreams/s/layers/x", $"{ns}/imagestreamtags/s:t/status", $"{ApiClient.Group}/images/x/status", $"{ns}/imagestreams//s",
        ])
        {
            var answer = await place.Admin.GetAsync(path);

            answer.Expect(404).ToJsonString().Should().Be(
                """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","details":{},"code":404}""",
                "of {0}", path);
        }

        (await place.Admin.GetAsync("/nosuch")).Text.Should().Be("404 page not found\n");
        (await place.Cluster.Directly("admin-token").GetAsync("/nosuch")).Expect(404)["paths"]!.AsArray().Should().NotBeEmpty();
    }
}
