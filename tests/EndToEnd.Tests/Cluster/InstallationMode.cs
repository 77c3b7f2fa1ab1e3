namespace ImageStreams.EndToEnd.Tests;

/// <summary>Which of the two sets of manifests is installed.</summary>
public enum InstallationMode
{
    /// <summary><c>config/default</c>: an API server of ours behind the aggregator.</summary>
    Api,

    /// <summary><c>config/crd-only</c>: the control plane serves the kinds itself.</summary>
    CrdOnly,
}
