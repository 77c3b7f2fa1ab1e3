using Xunit;

namespace ImageStreams.TestKit;

/// <summary>A test that runs on a real control plane, see <see cref="RealControlPlane"/>; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ControlPlaneFactAttribute : FactAttribute
{
    /// <param name="programs">Programs that the test needs besides <c>etcd</c> and <c>kube-apiserver</c>.</param>
    public ControlPlaneFactAttribute(params string[] programs)
    {
        Skip = ReasonToSkip ?? Reason(programs);
    }

    /// <summary>Why tests on a real control plane cannot run; <c>null</c> when they can.</summary>
    public static string? ReasonToSkip => Reason(["etcd", "kube-apiserver"]);

    private static string? Reason(IEnumerable<string> programs) =>
        programs.FirstOrDefault(program => RealControlPlane.FindProgram(program) is null) is { } missing
            ? $"needs KUBEBUILDER_ASSETS: a folder that has {missing}"
            : null;
}
