namespace ImageStreams.Images;

/// <summary>Which stream.</summary>
public readonly record struct StreamKey(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
