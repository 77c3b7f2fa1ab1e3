namespace ImageStreams.EndToEnd.Tests;

/// <inheritdoc cref="RegistryFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RegistryTheoryAttribute : TheoryAttribute
{
    public RegistryTheoryAttribute(params string[] programs) => Skip = RegistryFactAttribute.ReasonToSkip(programs);
}
