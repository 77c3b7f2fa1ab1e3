using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ImageStreams.Kubernetes;

/// <summary>One kubeconfig: its named clusters, users and contexts.</summary>
internal sealed class KubeconfigFile
{
    private const int MaxBytes = 4 << 20;
    private const int MaxDepth = 64;

    private KubeconfigFile(KubeconfigNode? root)
    {
        CurrentContext = root?.Text("current-context") is { Length: > 0 } name ? name : null;
        Clusters = Named(root, "clusters");
        Users = Named(root, "users");
        Contexts = Named(root, "contexts");
    }

    public string? CurrentContext { get; }

    /// <summary>The list's entries by name; what they hold stands below <c>cluster</c>, <c>user</c>, <c>context</c>.</summary>
    public IReadOnlyDictionary<string, KubeconfigNode> Clusters { get; }

    public IReadOnlyDictionary<string, KubeconfigNode> Users { get; }

    public IReadOnlyDictionary<string, KubeconfigNode> Contexts { get; }

    public static KubeconfigFile Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Length <= MaxBytes
                ? Parse(File.ReadAllText(path, Encoding.UTF8), path)
                : throw new KubeConfigException($"{path}: larger than {MaxBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"{path}: {(File.Exists(path) ? "cannot be read" : "no such file")}", e);
        }
    }

    public static KubeconfigFile Parse(string text, string path)
    {
        var yaml = new YamlStream();
        var parser = new DepthLimitedParser(new Parser(new StringReader(text)), MaxDepth);
        try
        {
            yaml.Load(parser);
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"{path}:{e.Start.Line}: not valid YAML: {Reason(e)}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // the scanner itself stumbles over some broken texts
            throw new KubeConfigException($"{path}:{parser.Current?.End.Line ?? 1}: not valid YAML here or below", e);
        }

        return yaml.Documents.Count == 0 ? new KubeconfigFile(root: null) : FromRoot(yaml.Documents[0].RootNode, path);
    }

    private static KubeconfigFile FromRoot(YamlNode root, string path)
    {
        if (root is YamlScalarNode { Value: null or "" })
        {
            return new KubeconfigFile(root: null);
        }

        var node = root is YamlMappingNode map
            ? new KubeconfigNode(path, "", map)
            : throw new KubeConfigException($"{path}:{root.Start.Line}: not a kubeconfig: a mapping is expected");
        return node.Text("kind") is null or "" or "Config" ? new KubeconfigFile(node) : throw node.Error("kind", "must be Config");
    }

    private static Dictionary<string, KubeconfigNode> Named(KubeconfigNode? root, string list)
    {
        var named = new Dictionary<string, KubeconfigNode>(StringComparer.Ordinal);
        foreach (var entry in root?.Maps(list) ?? [])
        {
            var name = entry.RequiredText("name");
            if (!named.TryAdd(name, entry))
            {
                throw entry.Error($"the name \"{name}\" is there twice");
            }
        }

        return named;
    }

    /// <summary>YamlDotNet's reason without the values of the document, which may be secrets.</summary>
    private static string Reason(YamlException e)
    {
        var line = e.Message.ReplaceLineEndings(" ");
        var end = line.IndexOfAny(['\'', '"', '`']);
        return (end < 0 ? line : line[..end]).TrimEnd(' ', ',', ':', '.');
    }
}
