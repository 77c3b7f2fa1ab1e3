using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>A part of a resource with a path of its own.</summary>
/// <param name="Name">Last part of the path.</param>
/// <param name="Kind">Kind of what is read or written there.</param>
/// <param name="Handlers">Who answers, by verb.</param>
internal sealed record ServedSubresource(string Name, string Kind, IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers);
