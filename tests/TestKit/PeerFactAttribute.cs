using Xunit;

namespace ImageStreams.TestKit;

/// <summary>A test that needs a program of somebody else's; skipped where it is missing, unless <c>REQUIRE_PEERS=1</c>: then it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] programs) => Skip = ReasonToSkip(programs);

    /// <summary>Why tests that need these programs are skipped; null when they are not.</summary>
    public static string? ReasonToSkip(params string[] programs)
    {
        var missing = programs.Where(p => PeerPrograms.Find(p) is null).ToArray();
        return missing.Length > 0 && Environment.GetEnvironmentVariable("REQUIRE_PEERS") != "1" ? $"needs {string.Join(" and ", missing)} on PATH" : null;
    }
}
