namespace ImageStreams.Entities;

/// <summary>Names a service.</summary>
public sealed record ServiceReference
{
    /// <summary>Namespace of the service.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the service.</summary>
    public string? Name { get; init; }

    /// <summary>Port of the service.</summary>
    public int? Port { get; init; }
}
