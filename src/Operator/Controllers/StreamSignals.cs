namespace ImageStreams.Operator;

/// <summary>How much has happened around a stream that may help its imports; who looked at it has seen what had happened by then.</summary>
/// <param name="Credentials">How often the pull secrets of its namespace have changed.</param>
/// <param name="Returns">How often a registry has come back.</param>
/// <param name="Settings">How often the settings have changed.</param>
internal readonly record struct StreamSignals(long Credentials, long Returns, long Settings);
