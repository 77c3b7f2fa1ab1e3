namespace ImageStreams.Kubernetes;

/// <summary>How a write is to be done.</summary>
public sealed record WriteOptions
{
    /// <summary>As the client is set up.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>Do everything but store it.</summary>
    public bool DryRun { get; init; }

    /// <summary>Owner of the fields that are set; the client's when absent.</summary>
    public string? FieldManager { get; init; }

    /// <summary><c>Ignore</c>, <c>Warn</c> or <c>Strict</c>: what becomes of unknown and duplicate fields.</summary>
    public string? FieldValidation { get; init; }

    /// <summary>Server-side apply: take over fields that others own.</summary>
    public bool Force { get; init; }

    internal QueryString ToQuery(string fieldManager) => new QueryString()
        .Add("dryRun", DryRun ? "All" : null)
        .Add("fieldManager", FieldManager ?? fieldManager)
        .Add("fieldValidation", FieldValidation)
        .Add("force", Force ? "true" : null);
}
