namespace ImageStreams.GenericApiServer;

/// <summary>Tells which front proxy is believed; may change while the server runs.</summary>
public interface IRequestHeaderConfiguration
{
    /// <summary>The settings; null while they are not known, and then no header is believed.</summary>
    RequestHeaderSettings? Current { get; }
}
