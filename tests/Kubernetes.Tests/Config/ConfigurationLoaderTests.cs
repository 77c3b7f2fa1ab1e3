using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class ConfigurationLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    private ClientEnvironment Environment => new()
    {
        Variable = name => _variables.GetValueOrDefault(name),
        ServiceAccountFolder = Path.Combine(_folder.Path, "sa"),
        HomeFolder = Path.Combine(_folder.Path, "home"),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Default_AllThere_PrefersTheGivenFile()
    {
        EverythingThere();

        Default(_folder.Write("given", Config("given"))).Should().Be("https://given/");
    }

    [Fact]
    public void Default_NoFileGiven_TakesVariableThenPodThenHome()
    {
        EverythingThere();

        Default(null).Should().Be("https://variable/");
        _variables.Remove("KUBECONFIG");
        Default(null).Should().Be("https://10.0.0.1/");
        _variables.Remove("KUBERNETES_SERVICE_HOST");
        Default(null).Should().Be("https://home/");
    }

    [Fact]
    public void Default_NothingThere_SaysWhatToDo()
    {
        var load = () => Default(null);

        load.Should().Throw<KubeConfigException>().WithMessage("no cluster is configured: give a kubeconfig, set $KUBECONFIG, *");
    }

    [Fact]
    public void Default_SeveralFilesInVariable_FirstNameWinsAndMissingFilesAreSkipped()
    {
        var first = _folder.Write("one/first", "contexts:\n- name: x\n  context: {cluster: shared, user: u}\nusers:\n- name: u\n  user: {tokenFile: token}\n");
        var second = _folder.Write("two/second", Config("second").Replace("name: c", "name: shared", StringComparison.Ordinal));
        _variables["KUBECONFIG"] = string.Join(Path.PathSeparator, first, Path.Combine(_folder.Path, "none"), second);

        var configuration = ConfigurationLoader.Default(null, Environment);

        configuration.Host.Host.Should().Be("second");
        configuration.TokenFilePath.Should().Be(Path.Combine(_folder.Path, "one/token"), "paths are relative to the file that they stand in");
    }

    [Fact]
    public void InCluster_IPv6AndNamespace_AreTaken()
    {
        EverythingThere();
        _variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";

        var configuration = ConfigurationLoader.InCluster(Environment);

        configuration.Host.Should().Be(new Uri("https://[fd00::1]:443"));
        configuration.Namespace.Should().Be("pod-namespace");
        configuration.SslCaFilePath.Should().EndWith("sa/ca.crt");
        configuration.TokenFilePath.Should().EndWith("sa/token");
    }

    [Fact]
    public void InCluster_NotInAPod_SaysSo()
    {
        var load = () => ConfigurationLoader.InCluster(Environment);

        load.Should().Throw<KubeConfigException>().WithMessage("not in a pod: *");
    }

    private static string Config(string host) => $$"""
        current-context: x
        clusters: [{name: c, cluster: {server: "https://{{host}}" } }]
        contexts: [{name: x, context: {cluster: c} } ]
        """;

    private string Default(string? path) => ConfigurationLoader.Default(path, Environment).Host.ToString();

    private void EverythingThere()
    {
        _variables["KUBECONFIG"] = _folder.Write("variable", Config("variable"));
        _variables["KUBERNETES_SERVICE_HOST"] = "10.0.0.1";
        _variables["KUBERNETES_SERVICE_PORT"] = "443";
        _folder.Write("sa/token", "t");
        _folder.Write("sa/namespace", "pod-namespace\n");
        _folder.Write("home/.kube/config", Config("home"));
    }
}
