using ImageStreams.ApiServer;
using ImageStreams.Import;

namespace ImageStreams.Operator;

/// <summary>What the file of <c>--config</c> says, or the defaults where it says nothing.</summary>
internal sealed record ProcessSettings
{
    /// <summary>How images are imported.</summary>
    public ImportSettings Import { get; init; } = new();

    /// <summary>How tokens for the integrated registry are issued.</summary>
    public TokenSettings Tokens { get; init; } = new();
}
