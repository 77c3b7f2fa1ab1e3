using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>How image streams become rows.</summary>
internal static class ImageStreamColumns
{
    public static TableLayout<ImageStream> Layout { get; } = new(
        [
            TableColumn.NameColumn,
            new(
                "Image Repository",
                "string",
                "",
                "dockerImageRepository represents the effective location this stream may be accessed at. May be empty until the server determines where the repository is located",
                0),
            new("Tags", "string", "", "Human readable list of tags.", 0),
            Columns.Updated,
        ],
        Cells);

    private static IReadOnlyList<JsonNode?> Cells(ImageStream stream, DateTimeOffset now)
    {
        var newest = stream.StatusTags.Select(t => t.Newest?.Created ?? default).Where(c => c.HasValue).Select(c => c.Value).DefaultIfEmpty().Max();
        return [stream.Metadata?.Name ?? "", Repository(stream), TagsCell.Of(stream), newest == default ? "" : Columns.Ago(newest, now)];
    }

    private static string Repository(ImageStream stream) =>
        FirstOf(stream.Status?.PublicDockerImageRepository, stream.Spec?.DockerImageRepository, stream.Status?.DockerImageRepository);

    private static string FirstOf(params IEnumerable<string?> texts) => texts.FirstOrDefault(t => !string.IsNullOrEmpty(t)) ?? "";
}
