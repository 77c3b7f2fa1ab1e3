namespace ImageStreams.Kubernetes;

/// <summary>The form in which a cache holds its objects.</summary>
internal interface IHolding<T>
    where T : class
{
    /// <summary>What is held of an object.</summary>
    object Hold(T item);

    /// <summary>The object that is held.</summary>
    T Take(object held);

    /// <summary>The version of the object that is held.</summary>
    string? VersionOf(object held);
}
