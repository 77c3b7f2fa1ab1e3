using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageStreams.ApiServer;

/// <summary>Where a list of tags goes on: what its continue token says.</summary>
/// <param name="Version">The version of the whole list.</param>
/// <param name="Page">The store's token of the page of streams; empty for the first.</param>
/// <param name="Stream">Namespace and name of the stream of the last tag that was given.</param>
/// <param name="Tag">That tag.</param>
internal sealed record TagListPosition(string Version, string Page, string Stream, string Tag)
{
    /// <exception cref="ApiException">400.</exception>
    public static TagListPosition Parse(string token)
    {
        try
        {
            return JsonNode.Parse(WebEncoders.Base64UrlDecode(token)) is JsonArray and [{ } version, { } page, { } stream, { } tag]
                ? new(version.GetValue<string>(), page.GetValue<string>(), stream.GetValue<string>(), tag.GetValue<string>())
                : throw new FormatException("not four parts");
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw ApiException.BadRequest("invalid continue token: it is not one of a list of tags", e);
        }
    }

    public override string ToString() => WebEncoders.Base64UrlEncode(KubeJson.ToUtf8(new JsonArray(Version, Page, Stream, Tag)));
}
