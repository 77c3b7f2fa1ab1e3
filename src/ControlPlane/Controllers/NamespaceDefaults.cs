using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ControlPlane;

/// <summary>Every namespace has the service account <c>default</c> and the config map <c>kube-root-ca.crt</c>; the system's namespaces exist.</summary>
/// <remarks>Work is named by the namespace.</remarks>
internal sealed class NamespaceDefaults(
    ObjectStore store, OwnObjects objects, ClusterCertificates certificates, TimeProvider time, ILogger<NamespaceDefaults> logger)
    : StoreLoop<string>(store, time, logger)
{
    public static readonly IReadOnlyList<string> SystemNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    private const string Account = "default";
    private const string Authority = "kube-root-ca.crt";

    /// <summary>Makes what everything else needs, before the first request.</summary>
    public async Task PrepareAsync()
    {
        foreach (var ns in SystemNamespaces)
        {
            await EnsureNamespaceAsync(ns);
            await EnsureContentAsync(ns);
        }
    }

    protected override IEnumerable<string> Rebuild(StoreSnapshot state) =>
        SystemNamespaces.Union(state.Table(NamespaceGate.Resource).Range().Select(n => n.Key.Name));

    protected override IEnumerable<string> Observe(StoreChange change) => change.Object.Key switch
    {
        { Resource: NamespaceGate.Resource, Name: var name } => [name],
        { Resource: "/serviceaccounts", Name: Account, Namespace: var ns } => [ns],
        { Resource: "/configmaps", Name: Authority, Namespace: var ns } => [ns],
        _ => [],
    };

    protected override async Task<bool> WorkAsync(string item, CancellationToken cancellationToken)
    {
        if (SystemNamespaces.Contains(item))
        {
            await EnsureNamespaceAsync(item);
        }

        if (Store.Current.Find(new StoreKey(NamespaceGate.Resource, "", item)) is { Header.IsDeleting: false })
        {
            await EnsureContentAsync(item);
        }

        return true;
    }

    private static JsonObject Document(string kind, string ns, string name) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
    };

    private Task EnsureNamespaceAsync(string name) => objects.EnsureAsync(new StoreKey(NamespaceGate.Resource, "", name), stored => stored is not null ? null : new JsonObject
    {
        ["kind"] = "Namespace",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [NamespaceRules.NameLabel] = name } },
        ["spec"] = new JsonObject { ["finalizers"] = new JsonArray(NamespaceRules.Finalizer) },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    });

    private async Task EnsureContentAsync(string ns)
    {
        await objects.EnsureAsync(new StoreKey("/serviceaccounts", ns, Account), stored => stored is null ? Document("ServiceAccount", ns, Account) : null);
        var pem = certificates.Authority.Certificate.ExportCertificatePem() + "\n";
        await objects.EnsureAsync(new StoreKey("/configmaps", ns, Authority), stored =>
        {
            var document = stored?.ToDocument() ?? Document("ConfigMap", ns, Authority);
            if (document.FindChild("data")?.Text("ca.crt") == pem)
            {
                return null;
            }

            document["data"] = new JsonObject { ["ca.crt"] = pem };
            document.Metadata.Child("annotations")["kubernetes.io/description"] = "Contains a CA bundle that can be used to verify the kube-apiserver "
                + "when using internal endpoints such as the internal service IP or kubernetes.default.svc.";
            return document;
        });
    }
}
