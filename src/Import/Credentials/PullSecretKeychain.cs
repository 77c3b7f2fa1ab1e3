using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;
using DockerConfig = ImageStreams.Oci.DockerConfig;

namespace ImageStreams.Import;

/// <summary>
/// The credentials of a namespace: its pull secrets, then the node's file (docs/spec/importing.md#credentials). Secrets are read
/// when a registry first asks for a login, so public images cost no request.
/// </summary>
internal sealed class PullSecretKeychain(
    ResourceClient<Secret> secrets, string ns, NodeAuthFile nodeFile, string nodePath, CancellationToken lifetime) : IRunKeychain
{
    private readonly Lock _lock = new();
    private readonly List<IgnoredCredentials> _ignored = [];
    private Task<IReadOnlyList<DockerConfigKeychain>>? _keychains;

    /// <inheritdoc/>
    public IReadOnlyList<IgnoredCredentials> Ignored
    {
        get
        {
            lock (_lock)
            {
                return [.. _ignored];
            }
        }
    }

    /// <inheritdoc/>
    public string? ReadProblem { get; private set; }

    public async ValueTask<IReadOnlyList<RegistryCredential>> FindAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<DockerConfigKeychain>> keychains;
        lock (_lock)
        {
            keychains = _keychains ??= ReadAsync();
        }

        var found = (await keychains.WaitAsync(cancellationToken)).SelectMany(k => k.Find(repository));
        return [.. found.Distinct()];
    }

    private async Task<IReadOnlyList<DockerConfigKeychain>> ReadAsync()
    {
        var configs = new List<DockerConfig>();
        foreach (var secret in await ListAsync())
        {
            if (Parse(secret) is { } config)
            {
                configs.Add(config);
            }
        }

        var node = nodeFile.Find(nodePath, out var problem);
        if (problem is not null)
        {
            Ignore($"node file {nodePath}", problem);
        }

        return [new DockerConfigKeychain(configs), new DockerConfigKeychain(node?.Entries ?? [])];
    }

    // Without the secrets a registry may still let us in; if it does not, the failure says why we came without.
    private async Task<IReadOnlyList<Secret>> ListAsync()
    {
        try
        {
            var lists = await Task.WhenAll(ListAsync(PullSecretTypes.DockerConfigJson), ListAsync(PullSecretTypes.DockerConfig));
            return [.. lists.SelectMany(l => l.Items ?? []).OrderBy(s => s.Metadata?.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (ControlPlaneFailures.Includes(e))
        {
            ReadProblem = $"the pull secrets of namespace {ns} cannot be read: {e.Message}";
            Ignore("pull secrets", $"they cannot be read: {e.Message}");
            return [];
        }
    }

    private Task<KubernetesList<Secret>> ListAsync(string type) =>
        secrets.ListAsync(ListOptions.In(ns) with { FieldSelector = $"type={type}" }, lifetime);

    private DockerConfig? Parse(Secret secret)
    {
        var name = $"secret \"{secret.Metadata?.Name}\"";
        if (secret.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.ExcludeSecret) == "true")
        {
            return null;
        }

        var key = secret.Type == PullSecretTypes.DockerConfig ? ".dockercfg" : ".dockerconfigjson";
        if (secret.Data?.GetValueOrDefault(key) is not { } data)
        {
            Ignore(name, $"it has no {key}");
            return null;
        }

        try
        {
            var config = secret.Type == PullSecretTypes.DockerConfig ? DockerConfig.ParseLegacy(data) : DockerConfig.Parse(data);
            if (config.Ignored.Count > 0)
            {
                Ignore(name, $"it has no usable credential for {string.Join(", ", config.Ignored.Take(5))}");
            }

            return config;
        }
        catch (FormatException e)
        {
            Ignore(name, e.Message);
            return null;
        }
    }

    private void Ignore(string source, string problem)
    {
        lock (_lock)
        {
            _ignored.Add(new IgnoredCredentials(source, problem));
        }
    }
}
