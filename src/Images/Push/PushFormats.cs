namespace ImageStreams.Images;

/// <summary>Whose notifications are understood (docs/spec/push.md#formats). The names are labels of metrics.</summary>
public static class PushFormats
{
    /// <summary>Docker distribution, and all that send its envelope.</summary>
    public const string Distribution = "distribution";

    public const string Harbor = "harbor";

    public const string Quay = "quay";

    /// <summary>Packages of GitHub: ghcr.io.</summary>
    public const string GitHub = "github";

    public const string DockerHub = "dockerhub";

    public const string Zot = "zot";

    /// <summary>Azure's container registry.</summary>
    public const string Azure = "acr";

    /// <summary>Amazon's container registry, through EventBridge.</summary>
    public const string Amazon = "ecr";

    /// <summary>Google's artifact registry, through Pub/Sub.</summary>
    public const string Google = "gar";

    /// <summary>Nothing that is understood.</summary>
    public const string Unknown = "unknown";

    /// <summary>All that are understood.</summary>
    public static IReadOnlyList<string> All { get; } = [Distribution, Harbor, Quay, GitHub, DockerHub, Zot, Azure, Amazon, Google];
}
