namespace ImageStreams.EndToEnd.Tests;

/// <summary>The tests of this class run on a real control plane, see <see cref="RealPlane"/>; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnRealControlPlaneAttribute : Attribute;
