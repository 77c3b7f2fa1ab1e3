namespace ImageStreams.Oci;

/// <summary>One entry of a registry's error body, made fit for a message.</summary>
public sealed record RegistryError(string Code, string Message)
{
    public override string ToString() => Message.Length == 0 ? Code : $"{Code}: {Message}";
}
