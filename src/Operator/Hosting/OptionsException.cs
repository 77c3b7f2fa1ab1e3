namespace ImageStreams.Operator;

/// <summary>What was configured cannot be used: one line for the person who wrote it.</summary>
internal sealed class OptionsException(string message) : Exception(message);
