namespace ImageStreams.Oci;

/// <summary>A request to a repository's registry, before scheme, credentials and redirects are decided.</summary>
/// <param name="Method">GET, HEAD and PUT may be repeated unless <see cref="MayRepeat"/> says otherwise.</param>
/// <param name="Target">Path and query, from the root of the registry.</param>
internal sealed record RegistryRequest(HttpMethod Method, string Target)
{
    /// <summary>What the token must allow.</summary>
    public string Actions { get; init; } = "pull";

    /// <summary>What the token must allow, where it is nothing of a repository.</summary>
    public string? Scope { get; init; }

    /// <summary>A second scope the token needs, for mounts.</summary>
    public string? OtherScope { get; init; }

    public IReadOnlyList<string> Accept { get; init; } = [];

    public string? IfNoneMatch { get; init; }

    /// <summary>Made anew for every attempt.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>The statuses that are no failure.</summary>
    public IReadOnlyList<int> Expected { get; init; } = [200];

    /// <summary>Whether the body is a blob: long transfers are bounded by progress, not by the time of a request.</summary>
    public bool IsTransfer { get; init; }

    public bool MayRepeat { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Head || Method == HttpMethod.Put;

    public bool MayFollow => Method == HttpMethod.Get || Method == HttpMethod.Head;

    public string ScopeFor(RepositoryName repository)
    {
        var scope = Scope ?? $"repository:{repository.Path}:{Actions}";
        return OtherScope is null ? scope : $"{scope} {OtherScope}";
    }

    public HttpRequestMessage ToMessage(Uri address)
    {
        var message = new HttpRequestMessage(Method, address) { Content = Content?.Invoke() };
        foreach (var mediaType in Accept)
        {
            message.Headers.TryAddWithoutValidation("Accept", mediaType);
        }

        if (IfNoneMatch is not null)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", IfNoneMatch);
        }

        return message;
    }
}
