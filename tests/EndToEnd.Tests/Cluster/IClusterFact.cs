namespace ImageStreams.EndToEnd.Tests;

/// <summary>A test that stands in a base class and runs once for each class that inherits it.</summary>
internal interface IClusterFact
{
    /// <summary>Why it cannot run; null when it can.</summary>
    /// <param name="isReal">Whether the class has its tests run on a real control plane.</param>
    string? ReasonToSkip(bool isReal);
}
