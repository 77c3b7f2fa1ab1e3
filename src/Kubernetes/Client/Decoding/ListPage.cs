namespace ImageStreams.Kubernetes;

/// <summary>One page of a list, without the objects that did not decode.</summary>
internal sealed class ListPage<T>
{
    public List<T> Items { get; } = [];

    public List<DecodeFailure> Failures { get; } = [];

    public string? ResourceVersion { get; set; }

    public string? Continue { get; set; }
}
