using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>Somebody who works with the integrated registry by skopeo.</summary>
/// <param name="host">The registry.</param>
/// <param name="authFile">Where his login is kept.</param>
internal sealed class SkopeoUser(string host, string authFile)
{
    private const string Program = "skopeo";

    public Task<CommandOutput> LoginAsync(string password) =>
        RunAsync("login", "--tls-verify=false", "--authfile", authFile, "-u", "anything", "-p", password, host);

    public Task<CommandOutput> PushAsync(OciLayout layout, string image, params string[] options) =>
        RunAsync(["copy", "--dest-tls-verify=false", .. options, .. Login, $"oci:{layout.Path}:latest", $"docker://{host}/{image}"]);

    public Task<CommandOutput> CopyAsync(string from, string to) =>
        RunAsync(["copy", "--src-tls-verify=false", "--dest-tls-verify=false", .. Login, $"docker://{host}/{from}", $"docker://{host}/{to}"]);

    public Task<CommandOutput> PullAsync(string image, string folder) =>
        RunAsync(["copy", "--src-tls-verify=false", .. Login, $"docker://{host}/{image}", $"dir:{folder}"]);

    public Task<CommandOutput> InspectAsync(string image) => RunAsync(["inspect", "--tls-verify=false", .. Login, $"docker://{host}/{image}"]);

    public Task<CommandOutput> DeleteAsync(string image) => RunAsync(["delete", "--tls-verify=false", .. Login, $"docker://{host}/{image}"]);

    private string[] Login => ["--authfile", authFile];

    private static Task<CommandOutput> RunAsync(params IEnumerable<string> arguments) =>
        ProductProcess.RunAsync(PeerPrograms.Find(Program) ?? Program, ["--insecure-policy", .. arguments]);
}
