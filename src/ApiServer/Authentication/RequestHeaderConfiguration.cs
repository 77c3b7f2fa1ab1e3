using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>
/// Whose front-proxy headers and whose client certificates are believed, as the control plane publishes it and as often as it changes that
/// (docs/spec/api.md#authentication). What is absent or cannot be read is believed of nobody.
/// </summary>
internal sealed partial class RequestHeaderConfiguration : IRequestHeaderConfiguration, IClientCaSource, IDisposable
{
    /// <summary>Where the control plane publishes it.</summary>
    public static readonly NamespacedName ConfigMapName = new("kube-system", "extension-apiserver-authentication");

    private readonly ILogger<RequestHeaderConfiguration> _logger;
    private readonly IDisposable _registration;
    private volatile RequestHeaderSettings? _current;
    private volatile X509Certificate2Collection? _authorities;

    public RequestHeaderConfiguration(Informer<ConfigMap> published, ILogger<RequestHeaderConfiguration> logger)
    {
        _logger = logger;
        _registration = published.AddEventHandler(new ResourceEventHandler<ConfigMap>
        {
            OnAdd = Load,
            OnUpdate = (_, map) => Load(map),
            OnDelete = _ => Forget("it was deleted"),
        });
    }

    public RequestHeaderSettings? Current => _current;

    public X509Certificate2Collection? Authorities => _authorities;

    public void Dispose() => _registration.Dispose();

    private static RequestHeaderSettings? SettingsOf(IReadOnlyDictionary<string, string> data) =>
        CertificatesOf(data, "requestheader-client-ca-file") is not { Count: > 0 } authorities
        || NamesOf(data, "requestheader-username-headers") is not { Count: > 0 } names ? null : new()
        {
            Authorities = authorities,
            AllowedNames = NamesOf(data, "requestheader-allowed-names"),
            UsernameHeaders = names,
            UidHeaders = NamesOf(data, "requestheader-uid-headers"),
            GroupHeaders = NamesOf(data, "requestheader-group-headers"),
            ExtraHeaderPrefixes = NamesOf(data, "requestheader-extra-headers-prefix"),
        };

    private static X509Certificate2Collection CertificatesOf(IReadOnlyDictionary<string, string> data, string key)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(data.GetValueOrDefault(key, ""));
        return certificates;
    }

    private static IReadOnlyList<string> NamesOf(IReadOnlyDictionary<string, string> data, string key) =>
        data.GetValueOrDefault(key) is { Length: > 0 } json
            ? [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(e => e.GetString() ?? "").Where(n => n.Length > 0)]
            : [];

    private void Load(ConfigMap map)
    {
        if (NamespacedName.Of(map) != ConfigMapName)
        {
            return;
        }

        try
        {
            var data = map.Data ?? new Dictionary<string, string>();
            _authorities = CertificatesOf(data, "client-ca-file");
            _current = SettingsOf(data);
            LogLoaded(_current is not null, _authorities.Count > 0);
        }
        catch (Exception e) when (e is CryptographicException or JsonException or InvalidOperationException)
        {
            Forget(e.Message);
        }
    }

    private void Forget(string reason)
    {
        (_current, _authorities) = (null, null);
        LogForgotten(reason);
    }

    [LoggerMessage(LogLevel.Information, "Front proxy known: {FrontProxy}; authority of client certificates known: {ClientCa}")]
    private partial void LogLoaded(bool frontProxy, bool clientCa);

    [LoggerMessage(LogLevel.Error, "No front proxy and no client certificate is believed: extension-apiserver-authentication: {Reason}")]
    private partial void LogForgotten(string reason);
}
