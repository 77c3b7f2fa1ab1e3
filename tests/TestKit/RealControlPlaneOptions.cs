namespace ImageStreams.TestKit;

/// <summary>What a <see cref="RealControlPlane"/> is started with.</summary>
public sealed record RealControlPlaneOptions
{
    /// <summary>Also run kube-controller-manager: service accounts' tokens, namespace deletion, garbage collection, aggregated roles.</summary>
    public bool ControllerManager { get; init; }

    /// <summary>Static tokens, one <c>token,user,uid,"group,group"</c> on each line.</summary>
    public string? TokenAuthFile { get; init; }

    /// <summary>Further arguments of kube-apiserver.</summary>
    public IReadOnlyList<string> ApiServerArguments { get; init; } = [];
}
