namespace ImageStreams.Kubernetes;

/// <summary>Names of the indexes that every informer has.</summary>
public static class InformerIndex
{
    /// <summary>Files objects under their namespace.</summary>
    public const string Namespace = "namespace";
}
