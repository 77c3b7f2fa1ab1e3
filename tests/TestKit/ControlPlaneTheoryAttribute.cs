using Xunit;

namespace ImageStreams.TestKit;

/// <inheritdoc cref="ControlPlaneFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ControlPlaneTheoryAttribute : TheoryAttribute
{
    public ControlPlaneTheoryAttribute(params string[] programs) => Skip = new ControlPlaneFactAttribute(programs).Skip;
}
