using System.Text;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>Reads the file of <c>--config</c> (docs/spec/importing.md#settings).</summary>
internal static class OptionsFile
{
    private const string ApiVersion = "config.imagestreams/v1alpha1";
    private const string Kind = "ImageStreamsConfiguration";
    private const int MaxBytes = 1 << 20;

    /// <summary>The settings of the file over <paramref name="defaults"/>, and the texts they were read from, to see later whether one changed.</summary>
    /// <exception cref="OptionsException">The file is not there, or not right; the message names the line.</exception>
    public static ProcessSettings Read(string path, ProcessSettings defaults, out string content)
    {
        content = ReadText(path);
        var files = new ReferencedFiles();
        var settings = Read(OptionsNode.Load(path, content), defaults, files);
        content += files.Content;
        return settings;
    }

    private static ProcessSettings Read(OptionsNode root, ProcessSettings defaults, ReferencedFiles files)
    {
        if (root.Text("apiVersion") != ApiVersion)
        {
            throw root.Error("apiVersion", $"must be {ApiVersion}");
        }

        if (root.Text("kind") != Kind)
        {
            throw root.Error("kind", $"must be {Kind}");
        }

        var settings = new ProcessSettings
        {
            Import = ReadImport(root, defaults.Import, files),
            Tokens = OptionsOfTokens.Read(root.Map("tokens"), defaults.Tokens),
        };
        root.Close();
        return settings;
    }

    private static ImportSettings ReadImport(OptionsNode root, ImportSettings defaults, ReferencedFiles files) =>
        ReadLimits(root.Map("limits"), OptionsOfIntegratedRegistry.Read(root, OptionsOfSources.Read(root, defaults, files), files)) with
        {
            ImportMode = root.OneOf("importMode", defaults.ImportMode, ImportModes.Legacy, ImportModes.PreserveOriginal),
            RepositoryTags = root.Number("repositoryTags", defaults.RepositoryTags, -1),
            CredentialProviders = OptionsOfPlugins.Read(root, files),
            NodeAuthFile = root.Text("nodeAuthFile") ?? defaults.NodeAuthFile,
            Plan = ReadPlan(root, defaults.Plan),
        };

    private static ImportPlanOptions ReadPlan(OptionsNode root, ImportPlanOptions defaults)
    {
        var schedule = root.Map("schedule");
        var retry = root.Map("retry");
        var first = retry.Duration("first", defaults.Backoff.First, TimeSpan.FromSeconds(1));
        var plan = defaults with
        {
            HistoryLimit = root.Number("maxTagHistory", defaults.HistoryLimit, 0),
            ScheduledImports = schedule.Flag("enabled", defaults.ScheduledImports),
            Interval = schedule.Duration("interval", defaults.Interval, ImportPlanOptions.ShortestInterval),
            Backoff = new RetryBackoff(first, retry.Duration("longest", defaults.Backoff.Longest > first ? defaults.Backoff.Longest : first, first)),
        };
        schedule.Close();
        retry.Close();
        return plan;
    }

    private static ImportSettings ReadLimits(OptionsNode limits, ImportSettings defaults)
    {
        var settings = defaults with
        {
            Workers = limits.Number("workers", defaults.Workers, 1),
            RequestsPerRegistry = limits.Number("requestsPerRegistry", defaults.RequestsPerRegistry, 1),
            RequestsPerSecondPerRegistry = limits.Number("requestsPerSecondPerRegistry", defaults.RequestsPerSecondPerRegistry, 1),
            FailuresInARow = limits.Number("failuresInARow", defaults.FailuresInARow, 1),
            StreamsPerRegistry = limits.Number("streamsPerRegistry", defaults.StreamsPerRegistry, 1),
            RequestTimeout = limits.Duration("requestTimeout", defaults.RequestTimeout, TimeSpan.FromSeconds(1)),
            RegistryLimits = defaults.RegistryLimits with
            {
                ManifestBytes = limits.Number("manifestBytes", (int)defaults.RegistryLimits.ManifestBytes, 1024),
                ConfigBytes = limits.Number("configBytes", (int)defaults.RegistryLimits.ConfigBytes, 1024),
                MaxIndexChildren = limits.Number("indexChildren", defaults.RegistryLimits.MaxIndexChildren, 1),
                MaxLayers = limits.Number("layers", defaults.RegistryLimits.MaxLayers, 1),
            },
        };
        limits.Close();
        return settings;
    }

    private static string ReadText(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new OptionsException($"{path}: no such file");
            }

            return file.Length <= MaxBytes
                ? new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path))
                : throw new OptionsException($"{path}: more than {MaxBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new OptionsException($"{path}: cannot be read: {e.Message}");
        }
    }
}
