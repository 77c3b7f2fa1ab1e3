namespace ImageStreams.Entities;

/// <summary>Other roles whose rules make up a role.</summary>
public sealed record AggregationRule
{
    /// <summary>Roles that are selected by one of these give their rules.</summary>
    public IReadOnlyList<LabelSelector>? ClusterRoleSelectors { get; init; }
}
