namespace ImageStreams.Import;

/// <summary>A request that waits for its turn.</summary>
internal sealed class LaneWaiter(RegistryTurn turn)
{
    private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RegistryTurn Turn { get; } = turn;

    /// <summary>Gives it its turn, unless nobody waits any more.</summary>
    public bool TryStart() => _turn.TrySetResult();

    public void Refuse(RegistryHold hold) => _turn.TrySetException(new RegistryHeldException(hold));

    /// <exception cref="RegistryHeldException">Its turn does not come.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.Register(() => _turn.TrySetCanceled(cancellationToken));
        await _turn.Task;
    }
}
