using System.Text.Json.Nodes;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>Credential plugins for tests: shell scripts that keep what they were asked.</summary>
internal sealed class PluginPrograms : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>What plugins read from their standard input, one line for each run.</summary>
    public IReadOnlyList<string> Asked => File.Exists(LogFile) ? [.. File.ReadAllLines(LogFile).Where(l => l.Length > 0)] : [];

    /// <summary>The images that plugins were asked for.</summary>
    public IReadOnlyList<string> Images => [.. Asked.Select(a => JsonNode.Parse(a)!["image"]!.GetValue<string>())];

    private string LogFile => System.IO.Path.Combine(_folder.Path, "asked");

    /// <summary>A plugin for every registry of a port, or of a name of two or three labels.</summary>
    public CredentialProvider Write(string name, string script) => new()
    {
        Name = name,
        Path = _folder.WriteScript(name, $"printf '%s\\n' \"$(cat)\" >> '{LogFile}'\n{script}"),
        MatchImages = [Key("*.*"), Key("*.*.*")],
        DefaultCacheDuration = TimeSpan.FromHours(1),
    };

    /// <summary>A plugin that answers.</summary>
    public CredentialProvider Write(string name, JsonObject answer) => Write(name, $"cat '{_folder.Write($"{name}.json", answer.ToJsonString())}'");

    public static JsonObject Answer(string cacheKeyType, string? cacheDuration, params string[] keys)
    {
        var auth = new JsonObject();
        foreach (var key in keys)
        {
            auth[key] = new JsonObject { ["username"] = key, ["password"] = "s3cret" };
        }

        return new JsonObject
        {
            ["kind"] = "CredentialProviderResponse",
            ["apiVersion"] = CredentialProvider.V1,
            ["cacheKeyType"] = cacheKeyType,
            ["cacheDuration"] = cacheDuration,
            ["auth"] = auth,
        };
    }

    public static CredentialKey Key(string text) => CredentialKey.TryParse(text, out var key) ? key : throw new ArgumentException(text);

    public string? Find(string file) => System.IO.Path.Combine(_folder.Path, file) is var path && File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    public void Dispose() => _folder.Dispose();
}
