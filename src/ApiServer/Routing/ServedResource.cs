using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>A resource of the group: how clients discover it, and who answers which verb.</summary>
internal sealed record ServedResource
{
    public required ResourceKind Kind { get; init; }

    public required string SingularName { get; init; }

    /// <summary>Who answers, by verb as in <see cref="RequestInfo.Verb"/>; other verbs are not served.</summary>
    public required IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<ServedSubresource> Subresources { get; init; } = [];

    /// <summary>Whether the control plane keeps the objects.</summary>
    public bool IsStored { get; init; }
}
