using System.Runtime.InteropServices;
using ImageStreams.Images;

namespace ImageStreams.Operator;

/// <summary>What is to be shown.</summary>
/// <param name="Platform">Of an index, the image of exactly this platform; null for the best one for this machine.</param>
/// <param name="All">Of an index, every image.</param>
/// <param name="Verify">Fetch and check the layers.</param>
internal sealed record InspectOptions(PlatformPreference? Platform, bool All, bool Verify)
{
    /// <summary>This machine, in the words of image platforms.</summary>
    public static PlatformPreference ThisMachine { get; } = new(
        "linux",
        RuntimeInformation.OSArchitecture switch
        {
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            Architecture.X86 => "386",
            Architecture.S390x => "s390x",
            Architecture.Ppc64le => "ppc64le",
            Architecture.RiscV64 => "riscv64",
            _ => "amd64",
        },
        "");

    /// <summary>Reads <c>os/architecture[/variant]</c>; null if it is not that.</summary>
    public static PlatformPreference? ParsePlatform(string text) => text.Split('/') switch
    {
        [{ Length: > 0 } os, { Length: > 0 } architecture] => new PlatformPreference(os, architecture, ""),
        [{ Length: > 0 } os, { Length: > 0 } architecture, { Length: > 0 } variant] => new PlatformPreference(os, architecture, variant),
        _ => null,
    };
}
