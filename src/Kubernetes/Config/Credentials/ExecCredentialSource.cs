using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ImageStreams.Kubernetes;

/// <summary>Credentials from an exec plugin, kept until they expire or the server refuses them.</summary>
internal sealed class ExecCredentialSource(ExecConfig exec, ExecProcess process, TimeProvider time) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private ClientCredential? _credential;
    private DateTimeOffset? _expires;

    public async ValueTask<ClientCredential> GetAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            return _credential is not null && (_expires is null || time.GetUtcNow() < _expires)
                ? _credential
                : await RunAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask<ClientCredential?> RefreshAsync(ClientCredential refused, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Of many requests that were refused at once only the first runs the plugin; the others take what it brought.
            return ReferenceEquals(_credential, refused) ? await RunAsync(cancellationToken) : _credential;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ClientCredential> RunAsync(CancellationToken cancellationToken)
    {
        _credential = null;
        var status = Parse(await process.RunAsync(exec, cancellationToken));
        var authorization = string.IsNullOrEmpty(status.Token) ? null : new AuthenticationHeaderValue("Bearer", status.Token);
        var certificate = string.IsNullOrEmpty(status.ClientCertificateData)
            ? null
            : ClientCertificate.FromPem(
                Encoding.UTF8.GetBytes(status.ClientCertificateData), Encoding.UTF8.GetBytes(status.ClientKeyData ?? ""), $"exec plugin \"{exec.Command}\"");
        _expires = status.ExpirationTimestamp;
        return _credential = new ClientCredential(authorization, certificate);
    }

    private ExecCredentialStatus Parse(byte[] output)
    {
        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(output, KubernetesJsonContext.Default.ExecCredential);
        }
        catch (JsonException)
        {
            throw Wrong("did not print an ExecCredential"); // the inner exception is left out: it may quote the output
        }

        if (answer is not { Kind: "ExecCredential" } || answer.ApiVersion != exec.ApiVersion)
        {
            throw Wrong($"did not print an ExecCredential of {exec.ApiVersion}");
        }

        var status = answer.Status ?? throw Wrong("printed no status");
        if (string.IsNullOrEmpty(status.ClientCertificateData) != string.IsNullOrEmpty(status.ClientKeyData))
        {
            throw Wrong("printed a certificate without its key, or a key without its certificate");
        }

        return string.IsNullOrEmpty(status.Token) && string.IsNullOrEmpty(status.ClientCertificateData)
            ? throw Wrong("printed neither a token nor a certificate")
            : status;
    }

    private KubeConfigException Wrong(string what) => new($"exec plugin \"{exec.Command}\" {what}");
}
