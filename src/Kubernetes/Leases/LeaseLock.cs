using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Takes, keeps and gives back one Lease. Every write names the version that it is based on, so of two takers one fails.</summary>
/// <remarks>
/// Whether another holder is dead is judged by our own clock alone: by how long the Lease did not change before our eyes. Clocks of other
/// machines may be wrong. docs/spec/client.md#leases
/// </remarks>
internal sealed class LeaseLock(ResourceClient<Lease> leases, LeaderElectionOptions options, TimeProvider time)
{
    private readonly NamespacedName _key = new(options.Namespace, options.Name);
    private Lease? _seen;
    private long _seenAt;

    /// <summary>Who holds the Lease as far as we know.</summary>
    public string? Holder => _seen?.Spec?.HolderIdentity;

    private bool IsOurs => Holder == options.Identity;

    /// <summary>Takes the Lease if nobody holds it, keeps it if we do; <c>false</c> when somebody else has it.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        // Who holds it need not look: a renewal that is based on our last write fails if anybody else wrote.
        if (IsOurs && await TryWriteAsync(_seen!, cancellationToken))
        {
            return true;
        }

        var lease = await leases.FindAsync(_key, cancellationToken);
        if (lease is null)
        {
            return await TryCreateAsync(cancellationToken);
        }

        See(lease);
        return (IsOurs || IsFree(lease)) && await TryWriteAsync(lease, cancellationToken);
    }

    /// <summary>Gives the Lease back, so that another need not wait.</summary>
    /// <remarks>A renewal whose answer nobody waited for may have changed it meanwhile: then it is read again.</remarks>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsOurs || await TryUpdateAsync(_seen!, Released, cancellationToken) || await leases.FindAsync(_key, cancellationToken) is not { } lease)
        {
            return;
        }

        See(lease);
        if (IsOurs)
        {
            await TryUpdateAsync(lease, Released, cancellationToken);
        }
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var metadata = new ObjectMeta { Namespace = options.Namespace, Name = options.Name };
            See(await leases.CreateAsync(new Lease { Metadata = metadata, Spec = Held(null) }, cancellationToken));
            return true;
        }
        catch (KubeApiException e) when (e.IsAlreadyExists)
        {
            return false;
        }
    }

    private Task<bool> TryWriteAsync(Lease basis, CancellationToken cancellationToken) => TryUpdateAsync(basis, Held, cancellationToken);

    private async Task<bool> TryUpdateAsync(Lease basis, Func<LeaseSpec?, LeaseSpec> change, CancellationToken cancellationToken)
    {
        try
        {
            See(await leases.UpdateAsync(basis with { Spec = change(basis.Spec) }, cancellationToken));
            return true;
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsNotFound)
        {
            return false;
        }
    }

    private LeaseSpec Held(LeaseSpec? before)
    {
        var now = time.GetUtcNow();
        var stays = before?.HolderIdentity == options.Identity;
        return (before ?? new LeaseSpec()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)Math.Ceiling(options.LeaseDuration.TotalSeconds),
            AcquireTime = stays ? before!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = before is null ? 0 : (before.LeaseTransitions ?? 0) + (stays ? 0 : 1),
        };
    }

    private LeaseSpec Released(LeaseSpec? before)
    {
        var now = time.GetUtcNow();
        return (before ?? new LeaseSpec()) with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = now, AcquireTime = now };
    }

    private bool IsFree(Lease lease)
    {
        var duration = TimeSpan.FromSeconds(lease.Spec?.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);
        return string.IsNullOrEmpty(lease.Spec?.HolderIdentity) || time.GetElapsedTime(_seenAt) >= duration;
    }

    private void See(Lease lease)
    {
        if (_seen?.Metadata?.ResourceVersion != lease.Metadata?.ResourceVersion || _seen?.Metadata?.Uid != lease.Metadata?.Uid)
        {
            _seenAt = time.GetTimestamp();
        }

        _seen = lease;
    }
}
