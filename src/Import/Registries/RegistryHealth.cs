using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Whether a registry answers when it is spoken to one way: with trust, or without (docs/spec/importing.md#a-registry-that-is-down).</summary>
internal sealed class RegistryHealth(int threshold)
{
    private readonly CircuitBreaker _breaker = new(threshold);
    private RegistryHold _last = new(default, ImportReasons.Unreachable, "");
    private int _underWay;

    public BreakerState State => _breaker.State;

    /// <summary>When the registry is asked again; null while it is asked.</summary>
    public DateTimeOffset? AskedAgainAt => _breaker.AskedAgainAt;

    public bool IsIdle => _breaker.IsIdle && _underWay == 0;

    /// <summary>Finds out whether the registry answers at all; null until it has failed.</summary>
    public Func<CancellationToken, Task>? Ping { get; private set; }

    /// <summary>Why a request may not go; null when it may.</summary>
    public RegistryHold? FindHold(DateTimeOffset now) => _breaker.MayAsk(_underWay, now)
        ? null
        : _last with { Until = _breaker.AskedAgainAt ?? now + CircuitBreaker.FirstPause };

    public void Begin(DateTimeOffset now)
    {
        _underWay++;
        _breaker.TryProbe(now);
    }

    /// <summary>A request was given up. That says nothing of the registry, but if it was to find out, somebody else has to.</summary>
    public void Abandon(DateTimeOffset now)
    {
        _underWay--;
        if (_breaker.State == BreakerState.HalfOpen)
        {
            _breaker.Fail(now);
        }
    }

    /// <summary>The registry has answered. Returns whether that is news.</summary>
    public bool Succeed()
    {
        _underWay--;
        return _breaker.Succeed();
    }

    /// <summary>The registry has failed. Returns whether it is left alone from now on.</summary>
    public bool Fail(RegistryException failure, RegistryTurn turn, DateTimeOffset now)
    {
        _underWay--;
        Ping = turn.Ping ?? Ping;
        _last = new RegistryHold(now, RegistryFailures.ReasonOf(failure.Kind), $"the registry is not asked, since it keeps failing: {RegistryFailures.CauseOf(failure)}");
        return _breaker.Fail(now);
    }

    /// <summary>Whether it is time to find out if the registry is back.</summary>
    public bool TryProbe(DateTimeOffset now) => Ping is not null && _breaker.TryProbe(now);

    /// <summary>What came of that. Returns whether the registry is asked again from now on.</summary>
    public bool Probed(bool answers, DateTimeOffset now)
    {
        if (answers)
        {
            return _breaker.Revive();
        }

        if (_breaker.State == BreakerState.HalfOpen)
        {
            _breaker.Fail(now);
        }

        return false;
    }

    /// <summary>Whether the failure is the registry's own, and not a word about what was asked for.</summary>
    public static bool IsFailure(RegistryException e) =>
        e.Kind is RegistryErrorKind.Unreachable or RegistryErrorKind.Timeout || (e.Kind == RegistryErrorKind.Server && e.StatusCode >= 500);
}
