using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>The names that front proxies use by custom.</summary>
internal static class RequestHeaderNames
{
    private const string Prefix = "X-Remote-";

    /// <summary>Takes away every header that could be read as a front proxy's word.</summary>
    public static void RemoveFrom(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(k => k.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            headers.Remove(name);
        }
    }
}
