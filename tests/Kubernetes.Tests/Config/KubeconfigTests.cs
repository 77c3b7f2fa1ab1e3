using System.Text;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BuildConfigFromConfigFile_CurrentContext_TakesItsClusterUserAndNamespace()
    {
        var configuration = Build("""
            kind: Config
            current-context: b
            clusters:
            - name: one
              cluster: {server: "https://one:6443"}
            - name: two
              cluster:
                server: https://two:6443/base
                tls-server-name: inner.example
                certificate-authority: pki/ca.crt
                proxy-url: socks5://proxy:1080
                disable-compression: true
            contexts:
            - name: a
              context: {cluster: one, user: u}
            - name: b
              context: {cluster: two, user: u, namespace: team}
            users:
            - name: u
              user: {token: abc, username: n, password: p, as: someone, as-groups: [x]}
            """);

        configuration.Host.Should().Be(new Uri("https://two:6443/base"));
        configuration.Namespace.Should().Be("team");
        configuration.CurrentContext.Should().Be("b");
        configuration.TlsServerName.Should().Be("inner.example");
        configuration.SslCaFilePath.Should().Be(Path.Combine(_folder.Path, "pki/ca.crt"));
        configuration.ProxyUrl.Should().Be(new Uri("socks5://proxy:1080"));
        configuration.DisableCompression.Should().BeTrue();
        configuration.AccessToken.Should().Be("abc");
        configuration.Username.Should().Be("n");
        configuration.Impersonation!.User.Should().Be("someone");
        configuration.Impersonation.Groups.Should().Equal("x");
    }

    [Fact]
    public void BuildConfigFromConfigFile_OtherContext_TakesThatOne()
    {
        var path = _folder.Write("config", Minimal("token: t") + "\n- name: other\n  context: {cluster: c, namespace: n2}\n");

        KubernetesClientConfiguration.BuildConfigFromConfigFile(path, "other").Namespace.Should().Be("n2");
    }

    [Fact]
    public void BuildConfigFromConfigFile_Json_IsRead()
    {
        var configuration = Build(
            """{"current-context":"x","clusters":[{"name":"c","cluster":{"server":"http://h:1"}}],"contexts":[{"name":"x","context":{"cluster":"c"}}]}""");

        configuration.Host.Should().Be(new Uri("http://h:1"));
        configuration.Namespace.Should().Be("default");
    }

    [Theory]
    [InlineData("a: b: c\n", ":1: ")]
    [InlineData("clusters: text\n", ":1: clusters must be a list")]
    [InlineData("current-context: x\nclusters:\n- name: c\n- name: c\n", ":4: clusters[1]: the name \"c\" is there twice")]
    [InlineData("kind: Pod\n", ":1: kind must be Config")]
    [InlineData("- a\n- b\n", ":1: not a kubeconfig: a mapping is expected")]
    [InlineData("clusters: []\n", ": current-context is not set")]
    [InlineData("current-context: x\n", ": there is no context \"x\"")]
    [InlineData("", ": current-context is not set")]
    public void BuildConfigFromConfigFile_BrokenFile_SaysWhereInOneLine(string text, string expected)
    {
        var build = () => Build(text);

        build.Should().Throw<KubeConfigException>().Which.Message
            .Should().StartWith(Path.Combine(_folder.Path, "config")).And.Contain(expected).And.NotContain("\n");
    }

    [Theory]
    [InlineData("token: [a]", "users[0].user.token must be a text")]
    [InlineData("client-certificate-data: '***'", "users[0].user.client-certificate-data is not base64")]
    [InlineData("client-certificate-data: aGVsbG8=", "users[0].user.client-certificate-data holds no PEM")]
    [InlineData("client-certificate: a.crt", "users[0].user: a client certificate without its key")]
    [InlineData("auth-provider: {name: oidc}", "users[0].user.auth-provider is no longer supported; use exec")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}", "exec.apiVersion must be client.authentication.k8s.io/v1 or")]
    [InlineData("exec: {command: x, apiVersion: client.authentication.k8s.io/v1}", "exec: interactiveMode is missing")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "exec: command is missing")]
    [InlineData("{as: u, as-groups: [g, h]}", "users[0].user: as-groups and as-user-extra can have one value each")]
    [InlineData("as-groups: [g]", "users[0].user: as-uid, as-groups or as-user-extra without as")]
    public void BuildConfigFromConfigFile_BrokenUser_NamesFileLineAndField(string user, string expected)
    {
        var build = () => Build(Minimal(user));

        build.Should().Throw<KubeConfigException>().Which.Message.Should().Contain("config:8: ").And.Contain(expected);
    }

    [Theory]
    [InlineData("server: ftp://x", "server must be an address that begins with http:// or https://")]
    [InlineData("insecure-skip-tls-verify: maybe", "insecure-skip-tls-verify must be true or false")]
    [InlineData("{server: 'https://x', insecure-skip-tls-verify: true, certificate-authority: a}", "cannot stand beside a certificate authority")]
    [InlineData("{server: 'https://x', proxy-url: 'gopher://x'}", "proxy-url must be an address that begins with http:// or https:// or socks5://")]
    public void BuildConfigFromConfigFile_BrokenCluster_NamesTheField(string cluster, string expected)
    {
        var text = Minimal("token: t").Replace("{server: \"https://h\"}", cluster.StartsWith('{') ? cluster : "{" + cluster + "}", StringComparison.Ordinal);
        var build = () => Build(text);

        build.Should().Throw<KubeConfigException>().Which.Message.Should().Contain("config:4: ").And.Contain(expected);
    }

    [Fact]
    public void BuildConfigFromConfigFile_YamlErrorBesideASecret_DoesNotQuoteIt()
    {
        var build = () => Build("users:\n- name: u\n  user:\n    token: *S3CR3T\n");

        build.Should().Throw<KubeConfigException>().Which.Message.Should().Contain("not valid YAML").And.NotContain("S3CR3T");
    }

    [Fact]
    public void BuildConfigFromConfigFile_NestedTooDeep_IsRefusedNotCrashed()
    {
        var build = () => Build(new string('[', 100_000));

        build.Should().Throw<KubeConfigException>().Which.Message.Should().Contain("nested deeper than 64 levels");
    }

    [Fact]
    public void BuildConfigFromConfigFile_NoFile_SaysSo()
    {
        var build = () => KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_folder.Path, "none"));

        build.Should().Throw<KubeConfigException>().WithMessage("*/none: no such file");
    }

    [Fact]
    public void ToString_WithSecrets_ShowsNone() =>
        Build(Minimal("{token: S3CR3T, username: u, password: S3CR3T}")).ToString().Should().Be("https://h/ (context x)");

    [Fact]
    public void BuildConfigFromConfigFile_ExecWithClusterInfo_HandsItOn()
    {
        var ca = Convert.ToBase64String(Encoding.UTF8.GetBytes("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"));
        var text = Minimal("exec: {command: ./login, apiVersion: client.authentication.k8s.io/v1beta1, args: [a], env: [{name: E, value: v}], provideClusterInfo: true}")
            .Replace(
                "{server: \"https://h\"}",
                $$"""{server: "https://h", certificate-authority-data: {{ca}}, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: q, n: 3} } ] }""",
                StringComparison.Ordinal);

        var exec = Build(text).Exec!;

        exec.Command.Should().Be(Path.Combine(_folder.Path, "./login"));
        exec.Args.Should().Equal("a");
        exec.Env.Should().Contain("E", "v");
        exec.InteractiveMode.Should().Be(ExecInteractiveMode.IfAvailable);
        exec.Cluster!.Server.Should().Be("https://h");
        exec.Cluster.CertificateAuthorityData.Should().NotBeNull();
        exec.Cluster.Config!.ToJsonString().Should().Be("""{"audience":"q","n":3}""");
    }

    private static string Minimal(string user) => $$"""
        current-context: x
        clusters:
        - name: c
          cluster: {server: "https://h"}
        users:
        - name: u
          user:
            {{user}}
        contexts:
        - name: x
          context: {cluster: c, user: u}
        """;

    private KubernetesClientConfiguration Build(string text) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write("config", text));
}
