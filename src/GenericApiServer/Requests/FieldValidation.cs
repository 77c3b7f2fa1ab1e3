namespace ImageStreams.GenericApiServer;

/// <summary>What is done about fields that are unknown or there twice.</summary>
public enum FieldValidation
{
    /// <summary>They are dropped; each gives a warning.</summary>
    Warn,

    /// <summary>They are dropped.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Strict,
}
