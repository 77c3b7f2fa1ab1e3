using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImageStreams.TestKit;

/// <summary>A real docker-registry on a free loopback port, with a temporary store; it speaks schema 1 as well.</summary>
public sealed partial class DockerRegistryProcess : IAsyncDisposable
{
    public const string Program = "docker-registry";
    public const string Username = "tester";
    public const string Password = "open sesame";

    // bcrypt of the password, made once: nothing in .NET makes one.
    private const string PasswordHash = "$2b$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy";

    private const string TrustFile = "trusted.crt";

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ConcurrentQueue<string?> _log;

    private DockerRegistryProcess(Process process, DirectoryInfo folder, ConcurrentQueue<string?> log, string host)
    {
        (_process, _folder, _log) = (process, folder, log);
        Host = host;
    }

    public string Host { get; }

    /// <summary>What it has logged so far.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts a registry that lets everybody in.</summary>
    public static Task<DockerRegistryProcess> StartAsync() => StartAsync(more: "");

    /// <summary>Starts a registry such as this.</summary>
    public static async Task<DockerRegistryProcess> StartAsync(DockerRegistryOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("docker-registry-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tokens.crt"), options.TokenCertificates);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, TrustFile), options.TrustedCertificates);
        return await StartAsync(folder, options.Port, options.Configuration);
    }

    /// <summary>Starts a registry that asks for <see cref="Username"/> and <see cref="Password"/>.</summary>
    public static Task<DockerRegistryProcess> StartWithLoginAsync() => StartAsync("""
        auth:
          htpasswd:
            realm: test
            path: {0}/htpasswd
        """);

    /// <summary>Starts a registry that lets everybody in and speaks TLS with this certificate.</summary>
    public static Task<DockerRegistryProcess> StartTlsAsync(PemCertificate certificate) => StartAsync(
        "  tls:\n    certificate: {0}/tls.crt\n    key: {0}/tls.key", certificate);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task<DockerRegistryProcess> StartAsync(string more) => StartAsync(more, new PemCertificate("", ""));

    private static async Task<DockerRegistryProcess> StartAsync(string more, PemCertificate certificate)
    {
        var folder = Directory.CreateTempSubdirectory("docker-registry-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tls.crt"), certificate.CertificatePem);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tls.key"), certificate.KeyPem);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "htpasswd"), $"{Username}:{PasswordHash}\n");
        return await StartAsync(folder, port: 0, more);
    }

    private static async Task<DockerRegistryProcess> StartAsync(DirectoryInfo folder, int port, string more)
    {
        var configuration = Path.Combine(folder.FullName, "config.yml");
        await File.WriteAllTextAsync(configuration, Configuration(folder.FullName, port, more));
        var start = new ProcessStartInfo(PeerPrograms.Find(Program) ?? Program, ["serve", configuration])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (new FileInfo(Path.Combine(folder.FullName, TrustFile)) is { Exists: true, Length: > 0 } trusted)
        {
            start.Environment["SSL_CERT_FILE"] = trusted.FullName;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{Program} did not start");
        var log = new ConcurrentQueue<string?>();
        return new DockerRegistryProcess(process, folder, log, await WhereItListensAsync(process, log));
    }

    private static string Configuration(string folder, int port, string more) => $"""
        version: 0.1
        log:
          level: info
          accesslog:
            disabled: true
        storage:
          filesystem:
            rootdirectory: {folder}/store
          delete:
            enabled: true
        compatibility:
          schema1:
            enabled: true
        http:
          addr: 127.0.0.1:{port}
        {more.Replace("{0}", folder, StringComparison.Ordinal)}
        """;

    // Both pipes are read to the end of the process: a full one would stop it.
    private static async Task<string> WhereItListensAsync(Process process, ConcurrentQueue<string?> log)
    {
        var host = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            log.Enqueue(line.Data);
            if (line.Data is null)
            {
                host.TrySetException(new InvalidOperationException($"{Program} ended:\n{string.Join('\n', log)}"));
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                host.TrySetResult(match.Groups["host"].Value);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return await host.Task.WaitAsync(Eventually.DefaultDeadline);
    }

    [GeneratedRegex(@"listening on (?<host>127\.0\.0\.1:[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
