namespace ImageStreams.GenericApiServer;

/// <summary>What a user wants to do.</summary>
public sealed record AuthorizationAttributes
{
    public required AuthenticatedUser User { get; init; }

    public required string Verb { get; init; }

    /// <summary>Whether a resource is meant, or only <see cref="Path"/>.</summary>
    public bool IsResourceRequest { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Name { get; init; } = "";

    public string Path { get; init; } = "";

    /// <summary>What <paramref name="request"/> asks for, in the name of <paramref name="user"/>.</summary>
    public static AuthorizationAttributes Of(RequestInfo request, AuthenticatedUser user) => new()
    {
        User = user,
        Verb = request.Verb,
        IsResourceRequest = request.IsResourceRequest,
        Group = request.Group,
        Version = request.Version,
        Namespace = request.Namespace,
        Resource = request.Resource,
        Subresource = request.Subresource,
        Name = request.Name,
        Path = request.Path,
    };
}
