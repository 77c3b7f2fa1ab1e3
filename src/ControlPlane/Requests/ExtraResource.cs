using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>A resource or subresource that is answered, not stored: reviews, token requests, finalize.</summary>
/// <param name="Parent">Group and version of the path.</param>
/// <param name="Name">As in discovery: <c>tokenreviews</c>, <c>serviceaccounts/token</c>.</param>
/// <param name="Kind">The kind of its documents, which may be of another group.</param>
/// <param name="Namespaced">Whether the path names a namespace.</param>
/// <param name="Verbs">What can be done with it.</param>
/// <param name="Handler">Answers a request that was authorized.</param>
internal sealed record ExtraResource(
    (string Group, string Version) Parent,
    string Name,
    GroupVersionKind Kind,
    bool Namespaced,
    IReadOnlyList<string> Verbs,
    Func<HttpContext, RequestInfo, Task<IResult>> Handler);
