using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>What <c>/version</c> tells.</summary>
/// <param name="Major">First part of the version of the Kubernetes API that is served, for example <c>1</c>.</param>
/// <param name="Minor">Second part.</param>
/// <param name="GitVersion">The whole version, with a <c>v</c> in front.</param>
/// <param name="GitCommit">Commit it was built from; may be empty.</param>
/// <param name="BuildDate">When it was built, RFC 3339.</param>
public sealed record VersionInfo(string Major, string Minor, string GitVersion, string GitCommit, string BuildDate)
{
    /// <summary>The document, whatever form the caller accepts.</summary>
    public IResult ToResult() => KubeResults.Document(new JsonObject
    {
        ["major"] = Major,
        ["minor"] = Minor,
        ["emulationMajor"] = Major,
        ["emulationMinor"] = Minor,
        ["minCompatibilityMajor"] = Major,
        ["minCompatibilityMinor"] = Minor,
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = GitCommit,
        ["gitTreeState"] = "clean",
        ["buildDate"] = BuildDate,
        ["goVersion"] = "",
        ["compiler"] = ".NET",
        ["platform"] = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.Replace('-', '/'),
    });
}
