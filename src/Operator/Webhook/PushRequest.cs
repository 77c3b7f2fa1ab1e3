using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>Why something has to be looked at.</summary>
internal sealed record PushRequest
{
    /// <summary>When that was first said, as a timestamp of the clock.</summary>
    public required long Since { get; init; }

    /// <summary>Whether a notification says so; otherwise the comparison of registry and streams does.</summary>
    public bool IsTold { get; init; }

    /// <summary>Whether a notification speaks of a deletion.</summary>
    public bool DeletionIsTold { get; init; }

    /// <summary>What the last of the notifications says is there: an image, or nothing at all; null when it does not say.</summary>
    public string? ToldImage { get; init; }

    /// <summary>How often it was looked at, and the registry did not have yet what it had told of.</summary>
    public int Looks { get; init; }

    /// <summary>This one, and then another.</summary>
    public PushRequest With(PushRequest later) => later with
    {
        Since = Math.Min(Since, later.Since),
        IsTold = IsTold || later.IsTold,
        DeletionIsTold = DeletionIsTold || later.DeletionIsTold,
        ToldImage = later.IsTold ? later.ToldImage : ToldImage,
        Looks = Math.Min(Looks, later.Looks),
    };

    /// <summary>Whether the registry has what it told of. Registries tell of a tag shortly before they have it, and so of its deletion.</summary>
    public bool IsMetBy(PushOutcome outcome) => !IsTold || outcome.Result == PushResult.Deleted || ToldImage switch
    {
        null => outcome.Image is not null,
        "" => outcome.Image is null,
        var image => outcome.Image == image,
    };
}
