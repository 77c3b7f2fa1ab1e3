using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageStreams.GenericApiServer.Tests;

public sealed class RequestInfoTests
{
    [Theory]
    [InlineData("GET", "/api/v1/namespaces/demo/pods/x", "get", "", "v1", "demo", "pods", "", "x")]
    [InlineData("HEAD", "/api/v1/nodes/x", "get", "", "v1", "", "nodes", "", "x")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods", "list", "", "v1", "demo", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods?watch=1", "watch", "", "v1", "demo", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods?watch=maybe", "watch", "", "v1", "demo", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods?watch=false", "list", "", "v1", "demo", "pods", "", "")]
    [InlineData("GET", "/api/v1/namespaces/demo/pods/x?watch=1", "get", "", "v1", "demo", "pods", "", "x")]
    [InlineData("GET", "/api/v1/watch/namespaces/demo/pods", "watch", "", "v1", "demo", "pods", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/demo/pods/x", "watch", "", "v1", "demo", "pods", "", "x")]
    [InlineData("GET", "/api/v1/namespaces", "list", "", "v1", "", "namespaces", "", "")]
    [InlineData("GET", "/api/v1/namespaces/demo", "get", "", "v1", "demo", "namespaces", "", "demo")]
    [InlineData("PUT", "/api/v1/namespaces/demo/finalize", "update", "", "v1", "demo", "namespaces", "finalize", "demo")]
    [InlineData("PATCH", "/api/v1/namespaces/demo/status", "patch", "", "v1", "demo", "namespaces", "status", "demo")]
    [InlineData("POST", "/apis/apps/v1/namespaces/demo/deployments", "create", "apps", "v1", "demo", "deployments", "", "")]
    [InlineData("GET", "/apis/image.openshift.io/v1/namespaces/demo/imagestreams/is/layers", "get", "image.openshift.io", "v1", "demo", "imagestreams", "layers", "is")]
    [InlineData("DELETE", "/apis/apps/v1/deployments", "deletecollection", "apps", "v1", "", "deployments", "", "")]
    [InlineData("DELETE", "/apis/apps/v1/namespaces/demo/deployments/x/", "delete", "apps", "v1", "demo", "deployments", "", "x")]
    [InlineData("GET", "/oapi/v1/namespaces/demo/imagestreams", "list", "", "v1", "demo", "imagestreams", "", "")]
    [InlineData("OPTIONS", "/api/v1/namespaces", "", "", "v1", "", "namespaces", "", "")]
    [InlineData("GET", "/api/v1//namespaces", "get", "", "v1", "", "", "", "namespaces")]
    [InlineData("GET", "/apis/apps/v1/deployments?fieldSelector=metadata.name%3Dx", "list", "apps", "v1", "", "deployments", "", "x")]
    [InlineData("GET", "/apis/apps/v1/deployments?fieldSelector=metadata.name%3Da%2Fb", "list", "apps", "v1", "", "deployments", "", "")]
    [InlineData("GET", "/apis/apps/v1/deployments?fieldSelector=metadata.name!%3Dx", "list", "apps", "v1", "", "deployments", "", "")]
    public void Parse_AResourcePath_TellsItsParts(
        string method, string target, string verb, string group, string version, string ns, string resource, string subresource, string name)
    {
        var info = Parse(method, target);

        info.IsResourceRequest.Should().BeTrue();
        (info.Verb, info.Group, info.Version, info.Namespace, info.Resource, info.Subresource, info.Name)
            .Should().Be((verb, group, version, ns, resource, subresource, name));
    }

    [Theory]
    [InlineData("GET", "/", "get")]
    [InlineData("POST", "/foo", "post")]
    [InlineData("GET", "/api", "get")]
    [InlineData("GET", "/api/v1/", "get")]
    [InlineData("GET", "/apis/apps", "get")]
    [InlineData("GET", "/apis/apps/v1", "get")]
    [InlineData("GET", "/healthz/ping/x", "get")]
    public void Parse_AnyOtherPath_IsAuthorizedByPath(string method, string path, string verb)
    {
        var info = Parse(method, path);

        info.IsResourceRequest.Should().BeFalse();
        (info.Verb, info.Path).Should().Be((verb, path));
    }

    [Fact]
    public void Parse_AWatchPathWithoutResource_IsABadRequest()
    {
        var act = () => Parse("GET", "/api/v1/watch");

        act.Should().Throw<ApiException>().Which.Code.Should().Be(400);
    }

    [Fact]
    public void Remainder_IsWhatFollowsTheSubresource() =>
        Parse("GET", "/api/v1/namespaces/a/pods/x/proxy/y/z").Remainder.Should().Be("y/z");

    [Theory]
    [InlineData("/api/v1/pods?watch=1", true)]
    [InlineData("/api/v1/namespaces/a/pods/x/log", true)]
    [InlineData("/api/v1/pods", false)]
    public void IsLongRunning_OfWatchesAndStreams(string target, bool expected) =>
        Parse("GET", target).IsLongRunning.Should().Be(expected);

    private static RequestInfo Parse(string method, string target)
    {
        var parts = target.Split('?', 2);
        return RequestInfo.Parse(method, parts[0], new QueryCollection(QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "")));
    }
}
