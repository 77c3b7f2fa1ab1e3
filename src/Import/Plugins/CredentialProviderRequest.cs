namespace ImageStreams.Import;

/// <summary>What a credential plugin reads from its standard input.</summary>
internal sealed record CredentialProviderRequest(string ApiVersion, string Kind, string Image);
