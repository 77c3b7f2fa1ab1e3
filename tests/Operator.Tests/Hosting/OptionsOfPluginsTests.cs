using ImageStreams.Import;
using ImageStreams.TestKit;

namespace ImageStreams.Operator.Tests;

/// <summary>Credential plugins in the settings: docs/spec/importing.md#credential-plugins.</summary>
public sealed class OptionsOfPluginsTests : IDisposable
{
    private const string Head = "apiVersion: config.imagestreams/v1alpha1\nkind: ImageStreamsConfiguration\n";
    private const string PluginHead = "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\n";

    private readonly TemporaryFolder _folder = new();

    public OptionsOfPluginsTests() => _folder.WriteScript("bin/ecr", "exit 0");

    public static TheoryData<string, string> WrongPlugins => new()
    {
        { "", ": must hold one document" },
        { "apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration", ":2: kind must be CredentialProviderConfig" },
        { PluginHead, ":1: providers must name one at least" },
        { PluginHead + "providers: [{}]", ":3: providers[0].name must be the name of a program in binDir" },
        { PluginHead + "providers:\n- name: ../ecr", ":4: providers[0].name must be the name of a program in binDir" },
        { PluginHead + "providers:\n- name: e c r", ":4: providers[0].name must be" },
        { PluginHead + Provider("").Replace("ecr", "none", StringComparison.Ordinal), ":4: providers[0].name must be a program in binDir:" },
        { PluginHead + "providers:\n- name: ecr\n  defaultCacheDuration: 1h\n  apiVersion: credentialprovider.kubelet.k8s.io/v1", ":4: providers[0].matchImages must name one pattern at least" },
        { PluginHead + "providers:\n- name: ecr\n  matchImages: ['a b']", ":5: providers[0].matchImages[0] must be HOST[:PORT][/PATH], with * in the host" },
        { PluginHead + "providers:\n- name: ecr\n  matchImages: [a]", ":4: providers[0].defaultCacheDuration must be a duration such as 12h" },
        { PluginHead + "providers:\n- name: ecr\n  matchImages: [a]\n  defaultCacheDuration: long", ":6: providers[0].defaultCacheDuration must be a duration" },
        { PluginHead + "providers:\n- name: ecr\n  matchImages: [a]\n  defaultCacheDuration: 1h", ":4: providers[0].apiVersion must be credentialprovider.kubelet.k8s.io/v1" },
        { PluginHead + "providers:\n- name: ecr\n  matchImages: [a]\n  defaultCacheDuration: 1h\n  apiVersion: v1", ":7: providers[0].apiVersion must be credentialprovider.kubelet.k8s.io/v1 or" },
        { PluginHead + Provider("\n  tokenAttributes: {}"), ":8: providers[0].tokenAttributes is not supported" },
        { PluginHead + Provider("\n  env: [{value: hush}]"), ":8: providers[0].env[0].name must be the name of a variable" },
        { PluginHead + Provider("\n  image: x"), ":8: providers[0].image is not a field" },
        { PluginHead + Provider("") + "\n" + Provider("")[11..], ":8: providers[1] is the second one of the name ecr" },
        { PluginHead + "providers: [", ": not YAML: " },
    };

    [Fact]
    public void Read_Plugins_ArriveAsTheKubeletKnowsThem()
    {
        var provider = Read(PluginHead + """
            providers:
              - name: ecr
                matchImages: ["*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn"]
                defaultCacheDuration: "12h0m0s"
                apiVersion: credentialprovider.kubelet.k8s.io/v1beta1
                args: [get-credentials, -v]
                env:
                  - {name: AWS_PROFILE, value: images}
            """).CredentialProviders.Should().ContainSingle().Which;

        provider.Name.Should().Be("ecr");
        provider.Path.Should().Be(Path.Combine(_folder.Path, "bin", "ecr"));
        provider.MatchImages.Select(m => m.ToString()).Should().Equal("*.dkr.ecr.*.amazonaws.com", "*.dkr.ecr.*.amazonaws.com.cn");
        provider.DefaultCacheDuration.Should().Be(TimeSpan.FromHours(12));
        provider.ApiVersion.Should().Be("credentialprovider.kubelet.k8s.io/v1beta1");
        provider.Args.Should().Equal("get-credentials", "-v");
        provider.Env.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("AWS_PROFILE", "images"));
    }

    [Theory]
    [MemberData(nameof(WrongPlugins))]
    public void Read_PluginsThatAreWrong_AreRefusedWithTheirFileAndLine(string content, string problem)
    {
        var read = () => Read(content);

        var message = read.Should().Throw<OptionsException>().Which.Message;
        message.Should().StartWith(Path.Combine(_folder.Path, "plugins.yaml")).And.Contain(problem).And.NotContain("hush").And.NotContain("\n");
    }

    [Theory]
    [InlineData("credentialProviders: {configFile: /does/not/exist}", ":3: credentialProviders must name configFile and binDir")]
    [InlineData("credentialProviders: {configFile: /does/not/exist, binDir: /bin}", ":3: credentialProviders.configFile /does/not/exist: no such file")]
    [InlineData("credentialProviders: {configDir: /x}", ":3: credentialProviders.configDir is not a field")]
    public void Read_ASectionThatIsWrong_IsRefused(string section, string problem)
    {
        var read = () => OptionsFile.Read(_folder.Write("config.yaml", Head + section), new ProcessSettings(), out _);

        read.Should().Throw<OptionsException>().Which.Message.Should().StartWith(Path.Combine(_folder.Path, "config.yaml")).And.Contain(problem);
    }

    public void Dispose() => _folder.Dispose();

    private static string Provider(string more) =>
        $"providers:\n- name: ecr\n  matchImages: [a]\n  defaultCacheDuration: 1h\n  apiVersion: credentialprovider.kubelet.k8s.io/v1{more}";

    private ImportSettings Read(string plugins)
    {
        var file = _folder.Write("plugins.yaml", plugins);
        var section = $"credentialProviders: {{configFile: {file}, binDir: {Path.Combine(_folder.Path, "bin")}}}";
        return OptionsFile.Read(_folder.Write("config.yaml", Head + section), new ProcessSettings(), out _).Import;
    }
}
