namespace ImageStreams.Operator;

/// <summary>The process cannot begin its work: one line that says what lacks.</summary>
internal sealed class RunStartException(string message) : Exception(message);
