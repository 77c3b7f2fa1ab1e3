namespace ImageStreams.Images;

/// <summary>What the evaluation of tags needs to know of the world.</summary>
public sealed record EvaluationContext
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The integrated registry inside the cluster; empty where there is none.</summary>
    public string RegistryHost { get; init; } = "";

    /// <summary>How many events a tag keeps; <see cref="TagHistory.Unlimited"/> for all.</summary>
    public int HistoryLimit { get; init; } = TagHistory.Unlimited;
}
