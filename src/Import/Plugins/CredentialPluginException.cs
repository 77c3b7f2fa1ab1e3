namespace ImageStreams.Import;

/// <summary>A credential plugin did not do its work. Nothing that it printed is part of the message.</summary>
internal sealed class CredentialPluginException(CredentialProvider provider, string problem, Exception? innerException)
    : Exception($"{provider} {problem}", innerException)
{
    public CredentialPluginException(CredentialProvider provider, string problem)
        : this(provider, problem, null)
    {
    }

    /// <summary>The message without the name of the plugin.</summary>
    public string Problem { get; } = problem;

    /// <summary>What it said about it on standard error, as far as it is fit for a log.</summary>
    public string Said { get; init; } = "";
}
