namespace ImageStreams.ApiServer.Tests;

/// <summary>The control planes that there are to test on.</summary>
public enum PlaneKind
{
    Embedded,
    Real,
}
