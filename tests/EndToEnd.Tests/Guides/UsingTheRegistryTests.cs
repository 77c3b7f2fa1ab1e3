using System.Text.Json.Nodes;
using ImageStreams.LocalRegistry;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// A guide for the users of an old registry of image streams, command by command, with the stock tools that are to be had here: <c>skopeo</c> for
/// <c>docker</c>, which needs a daemon, and <c>buildah</c> beside it.
/// </summary>
public sealed class UsingTheRegistryTests(RegistryOfProjects registry) : IClassFixture<RegistryOfProjects>
{
    private const string Name = RegistryOfProjects.PublicStream;

    [RegistryFact]
    public async Task DockerPull_OfAPublicProject_NeedsNoLogin()
    {
        var shell = registry.Shell();

        await shell.RunAsync($"skopeo --insecure-policy copy --src-tls-verify=false docker://{registry.Host}/tripleo/{Name}:latest-passed-ci dir:pulled");
        await shell.RunAsync($"skopeo --insecure-policy copy --src-tls-verify=false docker://{registry.Host}/developer/centos dir:pulled-too");

        (await shell.RunAsync("sha256sum pulled/manifest.json")).Should().StartWith(registry.DigestOf("latest-passed-ci")["sha256:".Length..]);
        foreach (var layer in registry.Images["latest-passed-ci"].Layers)
        {
            (await shell.RunAsync($"sha256sum pulled/{layer.Digest.Hex}")).Should().StartWith(layer.Digest.Hex);
        }
    }

    [RegistryFact]
    public async Task DockerPull_OfAPrivateProject_WithoutALogin_IsRefused()
    {
        await registry.UserAsync("private", "owner", "registry-editor");
        var owner = registry.Shell(await registry.UserAsync("private", "pusher", "system:image-builder"));
        await registry.LoginAsync(owner);
        await owner.RunAsync($"skopeo --insecure-policy copy --dest-tls-verify=false {registry.Local(SampleImage.Create(620))} docker://{registry.Host}/private/app:latest");

        var anonymous = await registry.Shell().FailAsync($"skopeo inspect --tls-verify=false docker://{registry.Host}/private/app");
        var stranger = registry.Shell(await registry.UserAsync("elsewhere", "stranger", "registry-admin"));
        await registry.LoginAsync(stranger);
        var strange = await stranger.FailAsync($"skopeo inspect --tls-verify=false docker://{registry.Host}/private/app");

        anonymous.Should().MatchRegex("unauthorized|denied");
        strange.Should().MatchRegex("unauthorized|denied");
    }

    [RegistryFact]
    public async Task DockerLogin_WithAToken_TakesAnyUserName()
    {
        var token = await registry.UserAsync("logins", "somebody");
        var shell = registry.Shell(token);

        (await shell.RunAsync($"skopeo login -p {token} -u unused --tls-verify=false {registry.Host}")).Should().Contain("Login Succeeded!");
        (await shell.RunAsync($"skopeo login --get-login {registry.Host}")).Should().Be("unused\n");
        (await shell.FailAsync($"skopeo login -p no-token -u unused --tls-verify=false {registry.Host}")).Should().Contain("invalid username/password");
    }

    [RegistryFact("buildah")]
    public async Task BuildahLoginPushAndPull_DoTheSame()
    {
        const string Buildah = "buildah --storage-driver vfs --root $HOME/root --runroot $HOME/run";
        var token = await registry.UserAsync("buildah", "builder", "registry-editor");
        var shell = registry.Shell(token);
        var image = SampleImage.Create(621);

        (await shell.RunAsync($"echo {token} | {Buildah} login -u builder --password-stdin --tls-verify=false {registry.Host}")).Should().Contain("Login Succeeded!");
        await shell.RunAsync($"skopeo --insecure-policy copy {registry.Local(image)} docker-archive:app.tar:localhost/app:latest");
        var id = (await shell.RunAsync($"{Buildah} pull -q docker-archive:app.tar")).Trim();
        await shell.RunAsync($"{Buildah} push --tls-verify=false {id} docker://{registry.Host}/buildah/app:latest");
        await shell.RunAsync($"{Buildah} rmi {id}");
        (await shell.RunAsync($"{Buildah} pull -q --tls-verify=false {registry.Host}/buildah/app:latest")).Trim().Should().Be(id, "the configuration is the same");

        var stream = await registry.StreamAsync("buildah", "app", "latest");
        (await shell.RunAsync($"{Buildah} images --digests -n {registry.Host}/buildah/app")).Should().Contain(stream.History("latest")[0]!);
    }

    [RegistryFact]
    public async Task DockerPush_ToAProjectOfOnesOwn_MakesAnImageStream()
    {
        var shell = registry.Shell(await registry.UserAsync("myproject", "dev", "registry-editor"), "myproject");
        await registry.LoginAsync(shell);
        var image = SampleImage.Create(622);

        await shell.RunAsync($"skopeo --insecure-policy copy {registry.Local(image)} dir:centos"); // docker pull
        await shell.RunAsync($"skopeo --insecure-policy copy --dest-tls-verify=false dir:centos docker://{registry.Host}/myproject/centos"); // docker tag, docker push

        var stream = await registry.StreamAsync("myproject", "centos", "latest");
        stream.History("latest").Should().Equal(image.OciManifest.Digest.ToString());
        ((string?)stream["status"]!["dockerImageRepository"]).Should().Be($"{registry.Host}/myproject/centos");
        (await shell.RunAsync("kubectl get is,istag")).Should().ContainAll("imagestream.image.openshift.io/centos", "imagestreamtag.image.openshift.io/centos:latest");
        var layers = JsonNode.Parse(await shell.RunAsync("kubectl get --raw /apis/image.openshift.io/v1/namespaces/myproject/imagestreams/centos/layers"))!;
        foreach (var layer in image.Layers)
        {
            ((long)layers["blobs"]![layer.Digest.ToString()]!["size"]!).Should().Be(layer.Size);
        }

        var shown = JsonNode.Parse(await shell.RunAsync($"kubectl get --raw /apis/image.openshift.io/v1/namespaces/myproject/imagestreamimages/centos@{image.OciManifest.Digest}"))!;
        shown["image"]!["dockerImageLayers"]!.AsArray().Select(l => $"{l!["name"]} {l["size"]}").Should().Equal(image.Layers.Select(l => $"{l.Digest} {l.Size}"));
    }

    [RegistryFact]
    public async Task DockerPush_WithoutTheRight_IsRefused()
    {
        var viewer = registry.Shell(await registry.UserAsync("guarded", "viewer", "registry-viewer"));
        var push = $"skopeo --insecure-policy copy --dest-tls-verify=false {registry.Local(SampleImage.Create(623))} docker://{registry.Host}/guarded/app:latest";

        var anonymous = await viewer.FailAsync(push);
        await registry.LoginAsync(viewer);
        var mere = await viewer.FailAsync(push);
        var elsewhere = await viewer.FailAsync(push.Replace("/guarded/", "/tripleo/", StringComparison.Ordinal));

        new[] { anonymous, mere, elsewhere }.Should().AllSatisfy(e => e.Should().MatchRegex("unauthorized|denied"));
        (await registry.Admin.GetAsync("is", "-n", "guarded"))["items"]!.AsArray().Should().BeEmpty();
        (await registry.Admin.GetAsync("is", Name, "-n", "tripleo")).StatusTags().Should().HaveCount(4);
    }

    [RegistryFact("oc")]
    public async Task OcLogin_WithAToken_LetsOneUseOc()
    {
        var token = await registry.UserAsync("oclogin", "dev", "registry-editor");
        var shell = registry.Shell();

        (await shell.RunAsync($"oc login --token {token} --insecure-skip-tls-verify {registry.Server}")).Should().Contain("as \"system:serviceaccount:oclogin:dev\"");

        await shell.RunAsync("oc create imagestream app -n oclogin");
        (await shell.RunAsync("oc get imagestreams -n oclogin -o name"))
            .Should().Be("imagestream.image.openshift.io/app\n");
    }

    [RegistryFact("oc")]
    public Task OcGetImagestreams_OfAPublicProject_WithoutAnAccount() => GetImagestreamsAsync("oc");

    /// <summary>Without a user kubectl asks for one; a name without a password is as good as none.</summary>
    [RegistryFact]
    public Task KubectlGetImagestreams_OfAPublicProject_WithoutAnAccount() => GetImagestreamsAsync("kubectl --username anonymous");

    [RegistryTheory("oc")]
    [InlineData("oc describe imagestreams")]
    [InlineData("oc describe is")]
    public async Task OcDescribeImagestreams_ShowsEveryTagAsPushed(string command)
    {
        var text = await registry.Anonymous().RunAsync($"{command} {Name} -n tripleo");

        text.Should().MatchRegex($"(?m)^Name:\\s+{Name}$").And.MatchRegex("(?m)^Namespace:\\s+tripleo$")
            .And.MatchRegex("(?m)^Unique Images:\\s+4$").And.MatchRegex("(?m)^Tags:\\s+4$").And.Contain($"{registry.Host}/tripleo/{Name}");
        foreach (var tag in registry.Images.Keys)
        {
            text.Should().MatchRegex($"(?m)^{tag}\n  no spec tag\n\n  \\* {registry.Host}/tripleo/{Name}@{registry.DigestOf(tag)}$");
        }
    }

    [RegistryTheory("oc")]
    [InlineData("oc describe imagestreamtags")]
    [InlineData("oc describe istag")]
    public async Task OcDescribeImagestreamtags_ShowsTheImage(string command)
    {
        var text = await registry.Anonymous().RunAsync($"{command} {Name}:latest -n tripleo");

        text.Should().MatchRegex($"(?m)^Image Name:\\s+{registry.DigestOf("latest")}$")
            .And.MatchRegex($"(?m)^Docker Image:\\s+{registry.Host}/tripleo/{Name}@{registry.DigestOf("latest")}$")
            .And.Contain("openshift.io/image.managed=true")
            .And.MatchRegex("(?m)^Image Size:\\s+\\S+ in 3 layers$")
            .And.MatchRegex("(?m)^Arch:\\s+amd64$").And.MatchRegex("(?m)^Command:\\s+--port 8080$")
            .And.MatchRegex("(?m)^\\s*(Docker Labels:)?\\s*org.example.kind=sample$").And.Contain("PATH=/usr/bin");
    }

    [RegistryFact]
    public async Task SkopeoInspect_OfAPublicProject()
    {
        var shown = JsonNode.Parse(await registry.Shell().RunAsync($"skopeo inspect --tls-verify=false docker://{registry.Host}/tripleo/{Name}"))!;

        ((string?)shown["Name"]).Should().Be($"{registry.Host}/tripleo/{Name}");
        ((string?)shown["Digest"]).Should().Be(registry.DigestOf("latest"));
        shown["RepoTags"]!.AsArray().Select(t => (string?)t).Should().BeEquivalentTo(registry.Images.Keys);
        shown["Layers"]!.AsArray().Select(l => (string?)l).Should().Equal(registry.Images["latest"].Layers.Select(l => l.Digest.ToString()));
        ((string?)shown["Labels"]!["org.example.kind"]).Should().Be("sample");
        (((string?)shown["Architecture"], (string?)shown["Os"])).Should().Be(("amd64", "linux"));
    }

    [RegistryFact("curl")]
    public async Task CurlImagestreams_UnderTheOldPath()
    {
        var stream = JsonNode.Parse(await registry.Shell().RunAsync($"curl -sSk {registry.Api}/oapi/v1/namespaces/tripleo/imagestreams/{Name}"))!.AsObject();

        (((string?)stream["kind"], (string?)stream["apiVersion"], (string?)stream["metadata"]!["name"])).Should().Be(("ImageStream", "v1", Name));
        ((string?)stream["status"]!["dockerImageRepository"]).Should().Be($"{registry.Host}/tripleo/{Name}");
        foreach (var tag in registry.Images.Keys)
        {
            var item = stream.FindTag(tag)!["items"]!.AsArray().Should().ContainSingle().Which!;
            ((string?)item["image"]).Should().Be(registry.DigestOf(tag));
            ((string?)item["dockerImageReference"]).Should().Be($"{registry.Host}/tripleo/{Name}@{registry.DigestOf(tag)}");
        }
    }

    [RegistryFact("curl")]
    public async Task CurlImagestreamtags_UnderTheOldPath()
    {
        var tag = JsonNode.Parse(await registry.Shell().RunAsync($"curl -sSk {registry.Api}/oapi/v1/namespaces/tripleo/imagestreamtags/{Name}:latest"))!.AsObject();

        (((string?)tag["kind"], (string?)tag["metadata"]!["name"])).Should().Be(("ImageStreamTag", $"{Name}:latest"));
        tag.ContainsKey("tag").Should().BeTrue();
        tag["tag"].Should().BeNull("nobody has said where it comes from");
        var image = tag["image"]!;
        ((string?)image["metadata"]!["name"]).Should().Be(registry.DigestOf("latest"));
        ((string?)image["metadata"]!["annotations"]!["openshift.io/image.managed"]).Should().Be("true");
        image["dockerImageLayers"]!.AsArray().Select(l => $"{l!["name"]} {l["size"]}")
            .Should().Equal(registry.Images["latest"].Layers.Select(l => $"{l.Digest} {l.Size}"));
        ((string?)image["dockerImageMetadata"]!["Config"]!["Labels"]!["org.example.kind"]).Should().Be("sample");
    }

    private async Task GetImagestreamsAsync(string program)
    {
        var shell = registry.Anonymous();

        var lines = (await shell.RunAsync($"{program} get imagestreams -n tripleo")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines[0].Should().MatchRegex("^NAME +IMAGE REPOSITORY +TAGS +UPDATED$");
        lines.Skip(1).Should().ContainSingle().Which.Should()
            .MatchRegex($"^{Name} +{registry.Host}/tripleo/{Name} +[0-9a-z_-]+ \\+ 3 more\\.\\.\\. +\\S.* ago$");
        (await shell.FailAsync($"{program} get imagestreams -n default")).Should().Contain("User \"system:anonymous\" cannot list resource \"imagestreams\"");
    }
}
