namespace ImageStreams.Entities;

/// <summary>The limits of one type of object.</summary>
public sealed record LimitRangeItem
{
    /// <summary>What is limited, for example <c>openshift.io/Image</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Quantities that no object may exceed, by resource.</summary>
    public IReadOnlyDictionary<string, string>? Max { get; init; }
}
