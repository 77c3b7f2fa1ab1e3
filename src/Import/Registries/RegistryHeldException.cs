namespace ImageStreams.Import;

/// <summary>A request was not sent, because its registry is not asked for a while.</summary>
internal sealed class RegistryHeldException(RegistryHold hold) : Exception(hold.Words)
{
    public RegistryHold Hold { get; } = hold;
}
