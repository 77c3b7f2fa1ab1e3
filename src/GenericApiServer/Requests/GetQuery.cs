using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>The parameters of get.</summary>
/// <param name="ResourceVersion">The least version wanted; empty is the newest, <c>0</c> is any.</param>
public sealed record GetQuery(string ResourceVersion)
{
    public static GetQuery Parse(IQueryCollection query) => new(QueryValues.Text(query, "resourceVersion"));
}
