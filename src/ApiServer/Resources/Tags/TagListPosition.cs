using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageStreams.ApiServer;

/// <summary>Where a list of tags goes on: what its continue token says.</summary>
/// <param name="Version">The version of the whole list.</param>
/// <param name="Page">The store's token of the page of streams; empty for the first.</param>
/// <param name="PageLimit">How many streams that page may have; 0 is no limit. The same page again has them in the same order.</param>
/// <param name="Stream">Namespace and name of the stream of the last tag that was given.</param>
/// <param name="Tag">That tag.</param>
internal sealed record TagListPosition(string Version, string Page, int PageLimit, string Stream, string Tag)
{
    /// <exception cref="ApiException">400.</exception>
    public static TagListPosition Parse(string token)
    {
        try
        {
            return JsonNode.Parse(WebEncoders.Base64UrlDecode(token)) is JsonArray and [{ } version, { } page, { } limit, { } stream, { } tag]
                ? new(version.GetValue<string>(), page.GetValue<string>(), limit.GetValue<int>(), stream.GetValue<string>(), tag.GetValue<string>())
                : throw new FormatException("not five parts");
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw ApiException.BadRequest("invalid continue token: it is not one of a list of tags", e);
        }
    }

    public override string ToString() => WebEncoders.Base64UrlEncode(KubeJson.ToUtf8(new JsonArray(Version, Page, PageLimit, Stream, Tag)));
}
