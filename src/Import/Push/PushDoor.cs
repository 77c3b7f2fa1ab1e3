using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Kubernetes;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// The door of pushes: whatever somebody says has been pushed to the integrated registry is read back from there, and only what was found is written
/// (docs/spec/push.md#reading-back).
/// </summary>
public sealed class PushDoor(
    ImportEngine engine, PushWriter writer, KubernetesClient client, IntegratedKeychain keychain, ImportSettingsSource settings)
{
    private readonly ResourceClient<Namespace> _namespaces = client.Resource<Namespace>();

    /// <summary>Looks at what may have changed, and writes what has. Doing it again changes nothing.</summary>
    /// <exception cref="KubeApiException">The control plane cannot be asked, or does not take what is to be written now.</exception>
    public async Task<PushOutcome> ReceiveAsync(PushWork work, CancellationToken cancellationToken)
    {
        var current = settings.Current;
        if (engine.FindPushed(work.Stream, keychain, current) is not { } repository)
        {
            return new PushOutcome(PushResult.Absent) { Message = "there is no integrated registry" };
        }

        var hosts = current.Plan.Hosts;
        try
        {
            return work.Tag.Length == 0
                ? await TakeImageAsync(work, repository, cancellationToken)
                : await TakeTagAsync(work, repository, hosts, cancellationToken);
        }
        catch (RegistryException e) when (e.Kind is RegistryErrorKind.InvalidManifest or RegistryErrorKind.TooLarge)
        {
            return PushOutcome.Refused(e.Message);
        }
        catch (RegistryException e)
        {
            return PushOutcome.Failed(e.Message);
        }
        catch (RegistryHeldException e)
        {
            return PushOutcome.Failed(e.Hold.Words);
        }
        catch (KubeApiException e) when (ImageStore.FindRefusal(e) is not null || e.IsForbidden)
        {
            return PushOutcome.Refused(e.Status.Message ?? e.Message);
        }
    }

    private async Task<PushOutcome> TakeTagAsync(PushWork work, PushedRepository repository, RegistryHosts hosts, CancellationToken cancellationToken)
    {
        if (await repository.FindAsync(work.Tag, cancellationToken) is not { } digest)
        {
            return await LoseTagAsync(work, repository, hosts, cancellationToken);
        }

        if (work.Cached?.FindNewest(work.Tag) is { } newest && newest.Image == digest.ToString() && PushedImages.IsPushed(newest, work.Stream, hosts))
        {
            return new PushOutcome(PushResult.Unchanged) { Image = newest.Image };
        }

        if (await FindNamespaceProblemAsync(work, cancellationToken) is { } problem)
        {
            return problem with { Image = digest.ToString() };
        }

        var found = await repository.FetchAsync(work.Tag, digest, cancellationToken);
        return await writer.WriteAsync(work, found, cancellationToken) with { Image = found.Image };
    }

    private async Task<PushOutcome> TakeImageAsync(PushWork work, PushedRepository repository, CancellationToken cancellationToken)
    {
        try
        {
            return await FindNamespaceProblemAsync(work, cancellationToken)
                ?? await writer.StoreAsync(work, await repository.FetchAsync("", work.Digest!, cancellationToken), cancellationToken);
        }
        catch (RegistryException e) when (e.Kind == RegistryErrorKind.NotFound)
        {
            return new PushOutcome(PushResult.Absent);
        }
    }

    // A registry that has lost its memory knows nothing of a repository either, and neither does whatever answers in its place.
    private async Task<PushOutcome> LoseTagAsync(PushWork work, PushedRepository repository, RegistryHosts hosts, CancellationToken cancellationToken)
    {
        if (work.Cached is null || !PushedTags.IsPushed(work.Cached, work.Tag, hosts))
        {
            return new PushOutcome(PushResult.Absent);
        }

        var tags = await repository.ListTagsAsync(cancellationToken);
        return tags switch
        {
            null when !work.DeletionIsTold => new PushOutcome(PushResult.Kept) { Message = $"the registry does not know the repository {work.Stream}" },
            not null when tags.Contains(work.Tag) => PushOutcome.Failed($"the registry lists the tag {work.Tag} of {work.Stream} and does not serve it"),
            _ => await writer.DeleteAsync(work, cancellationToken),
        };
    }

    // Before anything is fetched: the registry may have a great deal for namespaces that are not here.
    private async Task<PushOutcome?> FindNamespaceProblemAsync(PushWork work, CancellationToken cancellationToken)
    {
        var ns = await _namespaces.FindAsync(NamespacedName.Cluster(work.Stream.Namespace), cancellationToken);
        return ns switch
        {
            null => PushOutcome.Refused($"the namespace {work.Stream.Namespace} does not exist") with { HasNamespace = false },
            { Metadata.DeletionTimestamp: not null } => PushOutcome.Refused($"the namespace {work.Stream.Namespace} is being deleted") with { HasNamespace = false },
            _ => null,
        };
    }
}
