using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers about paths themselves.</summary>
public static class PathResults
{
    /// <summary>The paths that a server has, for <c>/</c>; with 404 also the answer of an aggregated server to a path that it does not have.</summary>
    public static IResult Index(IEnumerable<string> paths, int code = StatusCodes.Status200OK) => KubeResults.Document(
        new JsonObject { ["paths"] = new JsonArray([.. paths.Order(StringComparer.Ordinal).Select(p => (JsonNode)p)]) },
        code);

    /// <summary>The answer of a kube-apiserver to a path that is none of the API's.</summary>
    public static IResult NotFoundText() => KubeResults.Text("404 page not found\n", StatusCodes.Status404NotFound);
}
