using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Who writes, and how.</summary>
internal sealed record WriteContext
{
    public required AuthenticatedUser User { get; init; }

    /// <summary>The field manager.</summary>
    public required string Manager { get; init; }

    /// <summary>Whether the document was applied, so that it knows its managers already.</summary>
    public bool IsApplied { get; init; }

    public bool DryRun { get; init; }

    public FieldValidation Validation { get; init; } = FieldValidation.Ignore;

    /// <summary>Takes what the caller should know, though the request succeeds.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
