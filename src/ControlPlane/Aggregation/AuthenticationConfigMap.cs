using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Tells aggregated servers whom to believe: the config map that they read at start (docs/spec/aggregation.md#published-configuration).</summary>
internal static class AuthenticationConfigMap
{
    public static Task WriteAsync(OwnObjects objects, ClusterCertificates certificates)
    {
        var data = new Dictionary<string, string>
        {
            ["client-ca-file"] = certificates.Authority.Pem,
            ["requestheader-allowed-names"] = $"[\"{ClusterCertificates.FrontProxyClientName}\"]",
            ["requestheader-client-ca-file"] = certificates.FrontProxyAuthority.Pem,
            ["requestheader-extra-headers-prefix"] = "[\"X-Remote-Extra-\"]",
            ["requestheader-group-headers"] = "[\"X-Remote-Group\"]",
            ["requestheader-uid-headers"] = "[\"X-Remote-Uid\"]",
            ["requestheader-username-headers"] = "[\"X-Remote-User\"]",
        };
        return objects.EnsureAsync<ConfigMap>(
            DefaultRoles.SystemNamespace,
            DefaultRoles.AuthenticationConfigMap,
            stored => stored is not null && data.All(d => stored.Data?.GetValueOrDefault(d.Key) == d.Value) ? null : (stored ?? Empty()) with { Data = data });
    }

    private static ConfigMap Empty() => new()
    {
        Kind = ConfigMap.ResourceKind.Kind,
        ApiVersion = ConfigMap.ResourceKind.ApiVersion,
        Metadata = new ObjectMeta { Name = DefaultRoles.AuthenticationConfigMap, Namespace = DefaultRoles.SystemNamespace },
    };
}
