namespace ImageStreams.Images;

/// <summary>How a registry would be reached, which decides the port of a name without one.</summary>
public enum TransportSecurity
{
    /// <summary>HTTPS, port 443.</summary>
    Secure,

    /// <summary>HTTP, port 80.</summary>
    Insecure,

    /// <summary>Either: the tag is marked insecure, so the port does not matter.</summary>
    Any,
}
