using System.Text.RegularExpressions;
using ImageStreams.Import;
using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>Reads the credential plugins: a <c>CredentialProviderConfig</c> as the kubelet has it, and the folder of their programs.</summary>
internal static partial class OptionsOfPlugins
{
    private const string ApiVersion = "kubelet.config.k8s.io/v1";
    private const string Kind = "CredentialProviderConfig";

    public static IReadOnlyList<CredentialProvider> Read(OptionsNode root, ReferencedFiles files)
    {
        var node = root.Map("credentialProviders");
        var (file, folder) = (node.Text("configFile"), node.Text("binDir"));
        node.Close();
        if (node.IsEmpty)
        {
            return [];
        }

        if (string.IsNullOrEmpty(file) || string.IsNullOrEmpty(folder))
        {
            throw root.Error("credentialProviders", "must name configFile and binDir");
        }

        var text = files.Find(file, out var problem) ?? throw node.Error("configFile", problem);
        return Read(OptionsNode.Load(file, text), folder);
    }

    private static List<CredentialProvider> Read(OptionsNode root, string folder)
    {
        if (root.Text("apiVersion") is not (ApiVersion or "kubelet.config.k8s.io/v1beta1" or "kubelet.config.k8s.io/v1alpha1"))
        {
            throw root.Error("apiVersion", $"must be {ApiVersion}");
        }

        if (root.Text("kind") != Kind)
        {
            throw root.Error("kind", $"must be {Kind}");
        }

        var providers = root.Maps("providers").Select(node => ReadProvider(node, folder)).ToList();
        root.Close();
        var twice = providers.Index().FirstOrDefault(p => providers.Take(p.Index).Any(other => other.Name == p.Item.Name));
        return providers.Count == 0 ? throw root.Error("providers", "must name one at least")
            : twice.Item is not null ? throw root.ItemError("providers", twice.Index, $"is the second one of the name {twice.Item.Name}")
            : providers;
    }

    private static CredentialProvider ReadProvider(OptionsNode node, string folder)
    {
        if (node.Has("tokenAttributes"))
        {
            throw node.Error("tokenAttributes", "is not supported: images are imported for streams, which have no service account");
        }

        var name = node.Text("name");
        if (name is null or "." or ".." || !IsName().IsMatch(name))
        {
            throw node.Error("name", "must be the name of a program in binDir");
        }

        var provider = new CredentialProvider
        {
            Name = name,
            Path = Path.Combine(folder, name),
            MatchImages =
            [
                .. node.Texts("matchImages").Select((text, i) =>
                    CredentialKey.TryParse(text, out var key) ? key : throw node.ItemError("matchImages", i, "must be HOST[:PORT][/PATH], with * in the host")),
            ],
            DefaultCacheDuration = node.Has("defaultCacheDuration")
                ? node.Duration("defaultCacheDuration", TimeSpan.Zero, TimeSpan.Zero)
                : throw node.Error("defaultCacheDuration", "must be a duration such as 12h"),
            ApiVersion = node.OneOf("apiVersion", "", [.. CredentialProvider.ApiVersions]),
            Args = node.Texts("args"),
            Env = [.. node.Maps("env").Select(ReadVariable)],
        };
        node.Close();
        return provider switch
        {
            { MatchImages: [] } => throw node.Error("matchImages", "must name one pattern at least"),
            { ApiVersion: "" } => throw node.Error("apiVersion", $"must be {CredentialProvider.V1}"),
            _ when !IsProgram(provider.Path) => throw node.Error("name", $"must be a program in binDir: {provider.Path} cannot be run"),
            _ => provider,
        };
    }

    private static KeyValuePair<string, string> ReadVariable(OptionsNode node)
    {
        var (name, value) = (node.Text("name"), node.Text("value"));
        node.Close();
        return string.IsNullOrEmpty(name) || name.Contains('=', StringComparison.Ordinal)
            ? throw node.Error("name", "must be the name of a variable")
            : KeyValuePair.Create(name, value ?? "");
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
    }

    [GeneratedRegex(@"\A[^\s/\\]+\z")]
    private static partial Regex IsName();
}
