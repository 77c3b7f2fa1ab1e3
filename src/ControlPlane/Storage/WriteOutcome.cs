namespace ImageStreams.ControlPlane;

/// <summary>What came of a write.</summary>
public enum WriteOutcome
{
    Written,

    /// <summary>A create met an object of that name.</summary>
    Exists,

    /// <summary>An update or delete met nothing.</summary>
    Missing,

    /// <summary>An update or delete met another revision than it was decided on.</summary>
    Changed,

    /// <summary>The object is larger than the store takes.</summary>
    TooLarge,
}
