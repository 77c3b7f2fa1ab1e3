using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>An integrated registry as its users find it: public projects with images that somebody has pushed.</summary>
public sealed class RegistryOfProjects : IAsyncLifetime
{
    /// <summary>The stream of the public project <c>tripleo</c>.</summary>
    public const string PublicStream = "centos-binary-aodh-api";

    private readonly IntegratedRegistry _system = new();

    public string Host => _system.Host;

    /// <summary>The control plane's address.</summary>
    public string Server => _system.Server;

    /// <summary>The address of the API server itself, which serves the old paths too.</summary>
    public string Api => _system.ReadyLine.Split(' ').Single(w => w.StartsWith("api=", StringComparison.Ordinal))["api=".Length..];

    public Kubectl Admin => _system.Admin;

    /// <summary>What the tags of <see cref="PublicStream"/> are.</summary>
    public IReadOnlyDictionary<string, SampleImage> Images { get; } = new Dictionary<string, SampleImage>
    {
        ["latest"] = SampleImage.Create(601),
        ["38471d4ccf3914805fafaa56b21db2cc83755e95_5d6d179f"] = SampleImage.Create(602),
        ["87a9e523723c0707a56341e9a7f7542bb4ec9567_c928cd3f"] = SampleImage.Create(603),
        ["latest-passed-ci"] = SampleImage.Create(604),
    };

    public async Task InitializeAsync()
    {
        await _system.InitializeAsync();
        if (RegistryFactAttribute.ReasonToSkip([]) is not null)
        {
            return;
        }

        var ci = Shell(await UserAsync("tripleo", "ci", "system:image-builder"));
        await LoginAsync(ci);
        foreach (var (tag, image) in Images)
        {
            await ci.RunAsync($"skopeo --insecure-policy copy --dest-tls-verify=false {Local(image)} docker://{Host}/tripleo/{PublicStream}:{tag}");
        }

        var developer = Shell(await UserAsync("developer", "dev", "registry-editor"));
        await LoginAsync(developer);
        await developer.RunAsync($"skopeo --insecure-policy copy --dest-tls-verify=false {Local(SampleImage.Create(605))} docker://{Host}/developer/centos");
        foreach (var ns in (string[])["tripleo", "developer"])
        {
            await _system.OpenAsync(ns, "registry-viewer");
        }

        // What OpenShift lets everybody do, Kubernetes lets who has logged in: to look which kinds there are.
        await Admin.RunAsync("create", "clusterrolebinding", "public-discovery", "--clusterrole=system:discovery", "--group=system:unauthenticated");
        await _system.Process.EventuallyAsync(async () => (await Admin.GetAsync("is", PublicStream, "-n", "tripleo")).StatusTags().Should().HaveCount(Images.Count));
    }

    public Task DisposeAsync() => _system.DisposeAsync();

    public Task<string> UserAsync(string ns, string user, params IEnumerable<string> roles) => _system.UserAsync(ns, user, roles);

    /// <summary>The digest of a tag of <see cref="PublicStream"/>.</summary>
    public string DigestOf(string tag) => Images[tag].OciManifest.Digest.ToString();

    /// <summary>The stream, as soon as it has the tag.</summary>
    internal async Task<JsonObject> StreamAsync(string ns, string name, string tag)
    {
        JsonObject? stream = null;
        await _system.Process.EventuallyAsync(async () => (stream = await Admin.GetAsync("is", name, "-n", ns)).History(tag).Should().NotBeEmpty());
        return stream!;
    }

    internal UserShell Shell(string? token = null, string ns = "default") => _system.Shell(token, ns);

    /// <summary>A shell whose kubeconfig says where the cluster is, and nothing of a user.</summary>
    internal UserShell Anonymous() => _system.Shell();

    internal string Local(SampleImage image) => _system.Local(image);

    /// <summary>Logs in with the token that the shell's kubeconfig has.</summary>
    internal Task<string> LoginAsync(UserShell shell) => shell.RunAsync(
        $"kubectl config view --raw --minify -o 'jsonpath={{.users[0].user.token}}' | skopeo login -u any --password-stdin --tls-verify=false {Host}");
}
