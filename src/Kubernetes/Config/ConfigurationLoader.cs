namespace ImageStreams.Kubernetes;

/// <summary>Finds the configuration and merges kubeconfig files (docs/spec/client.md#configuration).</summary>
internal static class ConfigurationLoader
{
    public static KubernetesClientConfiguration Default(string? explicitPath, ClientEnvironment environment)
    {
        if (!string.IsNullOrEmpty(explicitPath))
        {
            return FromFiles([explicitPath], context: null, allMustExist: true);
        }

        if (environment.KubeconfigPaths is { Count: > 0 } paths)
        {
            return FromFiles(paths, context: null, allMustExist: false);
        }

        if (IsInCluster(environment))
        {
            return InCluster(environment);
        }

        return File.Exists(environment.HomeKubeconfig)
            ? FromFiles([environment.HomeKubeconfig], context: null, allMustExist: true)
            : throw new KubeConfigException(
                $"no cluster is configured: give a kubeconfig, set $KUBECONFIG, run in a pod, or create {environment.HomeKubeconfig}");
    }

    public static bool IsInCluster(ClientEnvironment environment) =>
        !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_HOST"))
        && !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_PORT"))
        && File.Exists(Path.Combine(environment.ServiceAccountFolder, "token"));

    public static KubernetesClientConfiguration InCluster(ClientEnvironment environment)
    {
        if (!IsInCluster(environment))
        {
            throw new KubeConfigException("not in a pod: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT or the service account's token is missing");
        }

        var folder = environment.ServiceAccountFolder;
        var namespaceFile = Path.Combine(folder, "namespace");
        var host = environment.Variable("KUBERNETES_SERVICE_HOST")!;
        return new KubernetesClientConfiguration
        {
            Host = new UriBuilder("https", host, Port(environment)).Uri,
            Namespace = File.Exists(namespaceFile) ? File.ReadAllText(namespaceFile).Trim() : "default",
            SslCaFilePath = Path.Combine(folder, "ca.crt"),
            TokenFilePath = Path.Combine(folder, "token"),
        };
    }

    /// <summary>The first file that has a name wins; a context may name a cluster of another file.</summary>
    public static KubernetesClientConfiguration FromFiles(IReadOnlyList<string> paths, string? context, bool allMustExist)
    {
        var files = paths.Where(path => allMustExist || File.Exists(path)).Select(KubeconfigFile.Load).ToList();
        var name = string.Join(Path.PathSeparator, paths);
        if (files.Count == 0)
        {
            throw new KubeConfigException($"{name}: no such file");
        }

        var wanted = context
            ?? files.Select(file => file.CurrentContext).FirstOrDefault(current => current is not null)
            ?? throw new KubeConfigException($"{name}: current-context is not set");
        var entry = Find(files.Select(file => file.Contexts), wanted)
            ?? throw new KubeConfigException($"{name}: there is no context \"{wanted}\"");
        return FromContext(wanted, entry, files);
    }

    private static KubernetesClientConfiguration FromContext(string name, KubeconfigNode entry, List<KubeconfigFile> files)
    {
        var context = entry.Map("context") ?? throw entry.Error("context is missing");
        var clusterName = context.RequiredText("cluster");
        var cluster = Find(files.Select(file => file.Clusters), clusterName)
            ?? throw context.Error("cluster", $"names \"{clusterName}\", which is not there");
        var configuration = KubeconfigMapping.Cluster(cluster.Map("cluster") ?? throw cluster.Error("cluster is missing")) with
        {
            CurrentContext = name,
            Namespace = context.Text("namespace") is { Length: > 0 } ns ? ns : "default",
        };

        if (context.Text("user") is not { Length: > 0 } userName)
        {
            return configuration;
        }

        var user = Find(files.Select(file => file.Users), userName)
            ?? throw context.Error("user", $"names \"{userName}\", which is not there");
        return user.Map("user") is { } fields ? KubeconfigMapping.User(fields, configuration, cluster.Map("cluster")!) : configuration;
    }

    private static KubeconfigNode? Find(IEnumerable<IReadOnlyDictionary<string, KubeconfigNode>> maps, string name) =>
        maps.Select(map => map.GetValueOrDefault(name)).FirstOrDefault(entry => entry is not null);

    private static int Port(ClientEnvironment environment) =>
        int.TryParse(environment.Variable("KUBERNETES_SERVICE_PORT"), out var port) && port is > 0 and < 65536
            ? port
            : throw new KubeConfigException("KUBERNETES_SERVICE_PORT is not a port");
}
