using System.Security.Cryptography;

namespace ImageStreams.Kubernetes;

/// <summary>What a kubeconfig's cluster and user mean for the client.</summary>
internal static class KubeconfigMapping
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    public static KubernetesClientConfiguration Cluster(KubeconfigNode cluster)
    {
        var data = Pem(cluster, "certificate-authority-data");
        var skip = cluster.Flag("insecure-skip-tls-verify");
        if (skip && (data is not null || cluster.FilePath("certificate-authority") is not null))
        {
            throw cluster.Error("insecure-skip-tls-verify", "cannot stand beside a certificate authority");
        }

        return new KubernetesClientConfiguration
        {
            Host = Address(cluster, "server", "http", "https") ?? throw cluster.Error("server is missing"),
            SslCaData = data,
            SslCaFilePath = cluster.FilePath("certificate-authority"),
            SkipTlsVerify = skip,
            TlsServerName = cluster.Text("tls-server-name") is { Length: > 0 } name ? name : null,
            ProxyUrl = Address(cluster, "proxy-url", "http", "https", "socks5"),
            DisableCompression = cluster.Flag("disable-compression"),
        };
    }

    public static KubernetesClientConfiguration User(KubeconfigNode user, KubernetesClientConfiguration configuration, KubeconfigNode cluster)
    {
        if (user.Map("auth-provider") is not null)
        {
            throw user.Error("auth-provider", "is no longer supported; use exec");
        }

        var certificate = Pem(user, "client-certificate-data");
        var withUser = configuration with
        {
            ClientCertificateData = certificate,
            ClientCertificateFilePath = user.FilePath("client-certificate"),
            ClientKeyData = Pem(user, "client-key-data"),
            ClientKeyFilePath = user.FilePath("client-key"),
            AccessToken = user.Text("token"),
            TokenFilePath = user.FilePath("tokenFile"),
            Username = user.Text("username"),
            Password = user.Text("password"),
            Impersonation = ReadImpersonation(user),
            Exec = user.Map("exec") is { } exec ? ReadExec(exec, cluster, configuration) : null,
        };
        CheckPair(user, withUser);
        return withUser;
    }

    private static void CheckPair(KubeconfigNode user, KubernetesClientConfiguration configuration)
    {
        var hasCertificate = configuration.ClientCertificateData is not null || configuration.ClientCertificateFilePath is not null;
        var hasKey = configuration.ClientKeyData is not null || configuration.ClientKeyFilePath is not null;
        if (hasCertificate != hasKey)
        {
            throw user.Error(hasCertificate ? "a client certificate without its key" : "a client key without its certificate");
        }
    }

    private static Impersonation? ReadImpersonation(KubeconfigNode user)
    {
        var impersonation = new Impersonation(
            user.Text("as"), user.Text("as-uid"), user.Texts("as-groups"), user.TextLists("as-user-extra"));
        if (impersonation.Groups.Count > 1 || impersonation.Extra.Values.Any(values => values.Count > 1))
        {
            // .NET sends the values of a header as one line, and the server would take them for one group.
            throw user.Error("as-groups and as-user-extra can have one value each");
        }

        if (!string.IsNullOrEmpty(impersonation.User))
        {
            return impersonation;
        }

        return impersonation is { Uid: null, Groups.Count: 0, Extra.Count: 0 }
            ? null
            : throw user.Error("as-uid, as-groups or as-user-extra without as");
    }

    private static ExecConfig ReadExec(KubeconfigNode exec, KubeconfigNode cluster, KubernetesClientConfiguration configuration)
    {
        var version = exec.RequiredText("apiVersion");
        if (version is not (ExecConfig.V1 or ExecConfig.V1Beta1))
        {
            throw exec.Error("apiVersion", $"must be {ExecConfig.V1} or {ExecConfig.V1Beta1}");
        }

        var command = exec.RequiredText("command");
        return new ExecConfig(command.Contains('/', StringComparison.Ordinal) ? exec.FilePath("command")! : command, version)
        {
            Args = exec.Texts("args"),
            Env = Environment(exec),
            InstallHint = exec.Text("installHint"),
            InteractiveMode = InteractiveMode(exec, version),
            Cluster = exec.Flag("provideClusterInfo") ? ClusterInfo(cluster, configuration) : null,
        };
    }

    private static Dictionary<string, string> Environment(KubeconfigNode exec)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in exec.Maps("env"))
        {
            environment[variable.RequiredText("name")] = variable.Text("value") ?? "";
        }

        return environment;
    }

    private static ExecInteractiveMode InteractiveMode(KubeconfigNode exec, string version) => exec.Text("interactiveMode") switch
    {
        "Never" => ExecInteractiveMode.Never,
        "IfAvailable" => ExecInteractiveMode.IfAvailable,
        "Always" => ExecInteractiveMode.Always,
        null or "" when version == ExecConfig.V1Beta1 => ExecInteractiveMode.IfAvailable,
        null or "" => throw exec.Error("interactiveMode is missing"),
        _ => throw exec.Error("interactiveMode", "must be Never, IfAvailable or Always"),
    };

    private static ExecCluster ClusterInfo(KubeconfigNode cluster, KubernetesClientConfiguration configuration) => new()
    {
        Server = cluster.Text("server"),
        TlsServerName = configuration.TlsServerName,
        InsecureSkipTlsVerify = configuration.SkipTlsVerify ? true : null,
        CertificateAuthorityData = configuration.SslCaData
            ?? (configuration.SslCaFilePath is { } file ? new ReloadingFile(file, TimeProvider.System).Read() : null),
        ProxyUrl = cluster.Text("proxy-url"),
        DisableCompression = configuration.DisableCompression ? true : null,
        Config = cluster.Maps("extensions").FirstOrDefault(e => e.Text("name") == ExecExtension)?.Json("extension"),
    };

    private static byte[]? Pem(KubeconfigNode node, string key)
    {
        var bytes = node.Base64(key);
        return bytes is null || PemEncoding.TryFindUtf8(bytes, out _) ? bytes : throw node.Error(key, "holds no PEM");
    }

    private static Uri? Address(KubeconfigNode node, string key, params ReadOnlySpan<string> schemes)
    {
        if (node.Text(key) is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme)
            ? address
            : throw node.Error(key, $"must be an address that begins with {string.Join(" or ", schemes.ToArray().Select(s => $"{s}://"))}");
    }
}
