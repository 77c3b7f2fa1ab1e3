using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>A test with the integrated registry, and maybe further programs; <c>oc</c> is the one of <c>KUBEBUILDER_ASSETS</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RegistryFactAttribute : FactAttribute
{
    public RegistryFactAttribute(params string[] programs) => Skip = ReasonToSkip(programs);

    /// <summary>Why it cannot be run; null when it can.</summary>
    public static string? ReasonToSkip(IReadOnlyCollection<string> programs) =>
        new PeerFactAttribute([.. IntegratedRegistry.Programs, .. programs.Where(p => p != "oc")]).Skip
        ?? (programs.Contains("oc") ? OcFactAttribute.ReasonToSkipAll : null);
}
