using Xunit;

namespace ImageStreams.TestKit;

/// <inheritdoc cref="PeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(params string[] programs) => Skip = PeerFactAttribute.ReasonToSkip(programs);
}
