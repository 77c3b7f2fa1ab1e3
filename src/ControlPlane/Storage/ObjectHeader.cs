using System.Collections.Frozen;

namespace ImageStreams.ControlPlane;

/// <summary>What of an object's metadata is kept decoded: names, labels and the life-cycle fields. The rest stays bytes.</summary>
public sealed record ObjectHeader
{
    public string ApiVersion { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Uid { get; init; } = "";

    public bool IsDeleting { get; init; }

    public FrozenDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    public IReadOnlyList<string> Finalizers { get; init; } = [];

    public IReadOnlyList<OwnerLink> Owners { get; init; } = [];
}
