using ImageStreams.LocalRegistry;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>What users see of what they have pushed to a registry that lets nobody read without a token: we read back by tokens of our own.</summary>
public sealed class TokenPushTests(TokenRegistry registry) : IClassFixture<TokenRegistry>
{
    [PeerFact(DockerRegistryProcess.Program, "skopeo", "kubectl")]
    public async Task Push_ByAUser_IsSeenByKubectl_ThoughTheNamespaceHasNoPullSecret()
    {
        var ns = await registry.NamespaceAsync("seen");
        var (first, second) = (SampleImage.Create(21), SampleImage.Create(22));
        var skopeo = registry.Skopeo();
        (await skopeo.LoginAsync(await registry.UserAsync(ns, "builder", "system:image-builder"))).ExitCode.Should().Be(0);

        (await skopeo.PushAsync(Layout(first), $"{ns}/app:v1")).ExitCode.Should().Be(0);
        (await skopeo.PushAsync(Layout(second), $"{ns}/app:v2")).ExitCode.Should().Be(0);

        await Eventually.Succeeds(async () =>
        {
            var stream = await registry.Admin.GetAsync("is", "app", "-n", ns);
            stream.History("v1").Should().Equal(first.OciManifest.Digest.ToString());
            stream.History("v2").Should().Equal(second.OciManifest.Digest.ToString());
        });
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(registry.EventsTokenFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [PeerFact(DockerRegistryProcess.Program, "skopeo", "kubectl")]
    public async Task Push_ThatNobodyWasToldOf_IsFoundInTheCatalogAtTheNextStart()
    {
        var ns = await registry.NamespaceAsync("untold");
        var image = SampleImage.Create(23);
        var skopeo = registry.Skopeo();
        (await skopeo.LoginAsync(await registry.UserAsync(ns, "builder", "system:image-builder"))).ExitCode.Should().Be(0);
        (await skopeo.PushAsync(Layout(image), $"{ns}/app:v1", "--format", "v2s2")).ExitCode.Should().Be(0);

        await registry.RestartAsync();

        await Eventually.Succeeds(async () => (await registry.Admin.GetAsync("is", "app", "-n", ns)).History("v1").Should().HaveCount(1));
    }

    [PeerFact(DockerRegistryProcess.Program, "skopeo", "kubectl")]
    public async Task Import_OfWhatAnotherNamespacePushed_IsRefused_ForOurTokensAreNotItsOwn()
    {
        var ns = await registry.NamespaceAsync("owner");
        var thief = await registry.NamespaceAsync("thief");
        var skopeo = registry.Skopeo();
        (await skopeo.LoginAsync(await registry.UserAsync(ns, "builder", "system:image-builder"))).ExitCode.Should().Be(0);
        (await skopeo.PushAsync(Layout(SampleImage.Create(24)), $"{ns}/app:v1")).ExitCode.Should().Be(0);
        await Eventually.Succeeds(async () => (await registry.Admin.GetAsync("is", "app", "-n", ns)).History("v1").Should().HaveCount(1));

        await registry.Admin.ApplyAsync(StreamYaml.Of(thief, "copy", StreamYaml.Imported("v1", $"{registry.Host}/{ns}/app:v1", "insecure: true")));

        await Eventually.Succeeds(async () => (await registry.Admin.GetAsync("is", "copy", "-n", thief)).Failure("v1").Should().NotBeNull());
        (await registry.Admin.GetAsync("is", "copy", "-n", thief)).History("v1").Should().BeEmpty();
    }

    private OciLayout Layout(SampleImage image)
    {
        var layout = new OciLayout(registry.Folder, Guid.NewGuid().ToString("N"));
        layout.Write(image, "latest");
        return layout;
    }
}
