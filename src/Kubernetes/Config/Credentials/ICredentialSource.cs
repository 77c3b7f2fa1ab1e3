namespace ImageStreams.Kubernetes;

/// <summary>Where a request's credential comes from: settings and files, or an exec plugin.</summary>
internal interface ICredentialSource
{
    /// <summary>The credential to use now.</summary>
    ValueTask<ClientCredential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Another credential in place of one that the server refused, or <c>null</c> when there is no other.</summary>
    ValueTask<ClientCredential?> RefreshAsync(ClientCredential refused, CancellationToken cancellationToken);
}
