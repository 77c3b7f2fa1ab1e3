using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>The credentials of one run, and what was wrong with them.</summary>
internal interface IRunKeychain : IKeychain
{
    /// <summary>What was looked at and could not be used.</summary>
    IReadOnlyList<IgnoredCredentials> Ignored { get; }

    /// <summary>Why they could not be read at all; null when they could, or nobody asked.</summary>
    string? ReadProblem { get; }
}
