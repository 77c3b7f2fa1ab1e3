using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Cuts what somebody wants down to what the cluster lets him (docs/spec/tokens.md#rights).</summary>
internal sealed class ScopeGrants(IAuthorizer authorizer, StoredObjects<ImageStream> streams, KubernetesClient client)
{
    /// <summary>How many things are looked at at a time, for one request.</summary>
    private const int Parallelism = 8;

    private readonly ResourceClient<Namespace> _namespaces = client.Resource<Namespace>();

    /// <summary>What may be done; things with which nothing may be done are not in it.</summary>
    /// <exception cref="ApiException">The control plane could not be asked; so too what <see cref="ControlPlaneFailures"/> includes.</exception>
    public async Task<IReadOnlyList<RegistryAccess>> GrantAsync(AuthenticatedUser user, IReadOnlyList<RequestedScope> scopes, StoreCaller caller)
    {
        var granted = new RegistryAccess?[scopes.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = caller.CancellationToken };
        await Parallel.ForAsync(0, scopes.Count, options, async (i, token) => granted[i] = await FindAsync(user, scopes[i], caller with { CancellationToken = token }));
        return [.. granted.OfType<RegistryAccess>()];
    }

    private async Task<RegistryAccess?> FindAsync(AuthenticatedUser user, RequestedScope scope, StoreCaller caller)
    {
        if (scope.Stream is not { } stream)
        {
            return scope.Actions.Contains("*") && await MayAsync(user, "list", ImageStream.ResourceKind.Plural, "", default, caller) ? RegistryAccess.Catalog : null;
        }

        List<string> actions = [];
        if (scope.Actions.Contains(RegistryAccess.Pull) && await MayAsync(user, "get", stream, caller))
        {
            actions.Add(RegistryAccess.Pull);
        }

        if (scope.Actions.Contains(RegistryAccess.Push) && await MayPushAsync(user, stream, caller))
        {
            actions.Add(RegistryAccess.Push);
        }

        if (scope.Actions.Contains(RegistryAccess.Delete) && await MayDeleteAsync(user, stream, caller))
        {
            actions.Add(RegistryAccess.Delete);
        }

        return actions.Count == 0 ? null : RegistryAccess.To(stream, actions);
    }

    /// <summary>A push into a stream that is not there makes it, so it takes the right to; and nothing is made in a namespace that goes.</summary>
    private async Task<bool> MayPushAsync(AuthenticatedUser user, StreamKey stream, StoreCaller caller) =>
        await MayAsync(user, "update", stream, caller)
        && await _namespaces.FindAsync(NamespacedName.Cluster(stream.Namespace), caller.CancellationToken)
            is { Metadata.DeletionTimestamp: null, Status: not { Phase: "Terminating" } }
        && (await streams.FindAsync(stream.Namespace, stream.Name, caller) is not null
            || await MayAsync(user, "create", ImageStream.ResourceKind.Plural, "", stream with { Name = "" }, caller));

    /// <summary>Who may delete from this stream, or any image at all.</summary>
    private async Task<bool> MayDeleteAsync(AuthenticatedUser user, StreamKey stream, StoreCaller caller) =>
        await MayAsync(user, "delete", stream, caller) || await MayAsync(user, "delete", Image.ResourceKind.Plural, "", default, caller);

    private Task<bool> MayAsync(AuthenticatedUser user, string verb, StreamKey stream, StoreCaller caller) =>
        MayAsync(user, verb, ImageStream.ResourceKind.Plural, "layers", stream, caller);

    private async Task<bool> MayAsync(AuthenticatedUser user, string verb, string resource, string subresource, StreamKey where, StoreCaller caller)
    {
        var decision = await authorizer.AuthorizeAsync(
            new AuthorizationAttributes
            {
                User = user,
                Verb = verb,
                IsResourceRequest = true,
                Group = ImageGroup.Name,
                Resource = resource,
                Subresource = subresource,
                Namespace = where.Namespace ?? "",
                Name = where.Name ?? "",
            },
            caller.CancellationToken);
        return decision.IsAllowed;
    }
}
