using System.Net.Http.Headers;
using System.Text;

namespace ImageStreams.Kubernetes;

/// <summary>Credentials that stand in the configuration or in files that it names.</summary>
internal sealed class ConfiguredCredentialSource : ICredentialSource
{
    private readonly KubernetesClientConfiguration _configuration;
    private readonly ReloadingFile? _token;
    private readonly ReloadingFile? _certificate;
    private readonly ReloadingFile? _key;
    private readonly Lock _lock = new();
    private (byte[]? Token, byte[]? Certificate, byte[]? Key) _made;
    private ClientCredential? _credential;

    public ConfiguredCredentialSource(KubernetesClientConfiguration configuration, TimeProvider time)
    {
        _configuration = configuration;
        _token = Open(configuration.TokenFilePath, time);
        _certificate = configuration.ClientCertificateData is null ? Open(configuration.ClientCertificateFilePath, time) : null;
        _key = configuration.ClientKeyData is null ? Open(configuration.ClientKeyFilePath, time) : null;
    }

    public ValueTask<ClientCredential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Make(file => file?.Read()));

    public ValueTask<ClientCredential?> RefreshAsync(ClientCredential refused, CancellationToken cancellationToken)
    {
        var fresh = Make(file => file?.ReadNow());
        return ValueTask.FromResult(ReferenceEquals(fresh, refused) ? null : fresh);
    }

    private static ReloadingFile? Open(string? path, TimeProvider time) => path is null ? null : new ReloadingFile(path, time);

    private ClientCredential Make(Func<ReloadingFile?, byte[]?> read)
    {
        lock (_lock)
        {
            var now = (read(_token), read(_certificate) ?? _configuration.ClientCertificateData, read(_key) ?? _configuration.ClientKeyData);
            if (_credential is null || now != _made)
            {
                _credential = new ClientCredential(Authorization(now.Item1), Certificate(now.Item2, now.Item3));
                _made = now;
            }

            return _credential;
        }
    }

    private ClientCertificate? Certificate(byte[]? chain, byte[]? key)
    {
        if (chain is null || key is null)
        {
            return null;
        }

        try
        {
            return ClientCertificate.FromPem(chain, key, _configuration.ClientCertificateFilePath ?? "client-certificate-data");
        }
        catch (KubeConfigException) when (_credential?.Certificate is not null)
        {
            return _credential.Certificate; // between the replacing of the certificate and of its key: the old pair still holds
        }
    }

    private AuthenticationHeaderValue? Authorization(byte[]? tokenFile)
    {
        if (tokenFile is not null && Encoding.UTF8.GetString(tokenFile).Trim() is { Length: > 0 } fromFile)
        {
            return new AuthenticationHeaderValue("Bearer", fromFile);
        }

        if (!string.IsNullOrEmpty(_configuration.AccessToken))
        {
            return new AuthenticationHeaderValue("Bearer", _configuration.AccessToken);
        }

        return string.IsNullOrEmpty(_configuration.Username)
            ? null
            : new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_configuration.Username}:{_configuration.Password}")));
    }
}
