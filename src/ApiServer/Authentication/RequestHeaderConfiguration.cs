using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
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
            OnDelete = map => Load(map with { Data = null }),
        });
    }

    public RequestHeaderSettings? Current => _current;

    public X509Certificate2Collection? Authorities => _authorities;

    public void Dispose() => _registration.Dispose();

    private static X509Certificate2Collection? AuthoritiesOf(IReadOnlyDictionary<string, string> data, string key)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(data.GetValueOrDefault(key, ""));
        return certificates.Count == 0 ? null : certificates;
    }

    /// <remarks>An empty list of allowed names allows every name, so one that is missing is no such list: then there is no front proxy.</remarks>
    private static RequestHeaderSettings? SettingsOf(IReadOnlyDictionary<string, string> data) =>
        AuthoritiesOf(data, "requestheader-client-ca-file") is { } authorities
        && NamesOf(data, "requestheader-allowed-names") is { } allowed
        && NamesOf(data, "requestheader-username-headers") is { Count: > 0 } users ? new()
        {
            Authorities = authorities,
            AllowedNames = allowed,
            UsernameHeaders = users,
            UidHeaders = NamesOf(data, "requestheader-uid-headers") ?? [],
            GroupHeaders = NamesOf(data, "requestheader-group-headers") ?? [],
            ExtraHeaderPrefixes = NamesOf(data, "requestheader-extra-headers-prefix") ?? [],
        }
        : null;

    /// <summary>A list of texts in JSON, in which null is an empty list; null when there is none.</summary>
    private static IReadOnlyList<string>? NamesOf(IReadOnlyDictionary<string, string> data, string key)
    {
        if (data.GetValueOrDefault(key) is not { } json)
        {
            return null;
        }

        return JsonNode.Parse(json) is not { } node
            ? []
            : [.. node.AsArray().Select(n => n?.GetValue<string>() ?? throw new FormatException($"{key} holds a null"))];
    }

    private void Load(ConfigMap map)
    {
        if (NamespacedName.Of(map) != ConfigMapName)
        {
            return;
        }

        var data = map.Data ?? new Dictionary<string, string>();
        _authorities = Read(() => AuthoritiesOf(data, "client-ca-file"));
        _current = Read(() => SettingsOf(data));
        LogLoaded(_current is not null, _authorities is not null);
    }

    private T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or JsonException or InvalidOperationException or FormatException)
        {
            LogUnreadable(e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Information, "Front proxy known: {FrontProxy}; authority of client certificates known: {ClientCa}")]
    private partial void LogLoaded(bool frontProxy, bool clientCa);

    [LoggerMessage(LogLevel.Error, "A part of extension-apiserver-authentication cannot be read and is believed of nobody: {Reason}")]
    private partial void LogUnreadable(string reason);
}
