using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>How tags with their history become rows (docs/spec/api.md#columns-of-imagetags).</summary>
internal static class ImageTagColumns
{
    public static TableLayout<ImageTag> Layout { get; } = new(
        [
            TableColumn.NameColumn,
            new(
                "Spec",
                "string",
                "",
                "spec is the spec tag associated with this image stream tag, and it may be null if only pushes have occurred to this image stream.",
                0),
            new(
                "Status",
                "string",
                "",
                "status is the status tag details associated with this image stream tag, and it may be null if no push or import has been performed.",
                0),
            new("History", "number", "", "Number of history entries", 0),
            new("Updated", "string", "", "Last updated at", 0),
        ],
        Cells);

    private static IReadOnlyList<JsonNode?> Cells(ImageTag tag, DateTimeOffset now)
    {
        var (spec, history) = (tag.Spec.Value, tag.Status.Value);
        var (source, problem) = SourceOf(spec);
        var status = problem;
        if (history?.Newest is { } newest)
        {
            if (IsAhead(spec, newest))
            {
                status = "Importing";
            }
            else
            {
                source = newest.Image is { Length: > 0 } image ? $"image/{image}" : newest.DockerImageReference is { Length: > 0 } text ? text : source;
            }
        }

        if (history?.ImportFailure is { } failure)
        {
            status = $"ImportFailed ({failure.Reason})";
        }

        var count = history?.Events.Count ?? 0;
        return [tag.Metadata?.Name ?? "", KindOf(spec, history?.Newest, source), status.Length > 0 ? status : source, count == 0 ? null : count, Updated(history, now)];
    }

    /// <summary>Where the image is to come from, and what is wrong with that.</summary>
    private static (string Source, string Problem) SourceOf(TagReference? spec)
    {
        var name = spec?.From?.Name ?? "";
        return spec?.From?.Kind switch
        {
            _ when spec?.From is null => ("", ""),
            SourceKinds.DockerImage => (name, ""),
            SourceKinds.ImageStreamTag when spec.From.Namespace is { Length: > 0 } ns => ($"istag {ns}/{name}", ""),
            SourceKinds.ImageStreamTag => ($"istag/{name}", ""),
            SourceKinds.ImageStreamImage when name.Split('@') is [{ Length: > 0 }, { Length: > 0 } id] => ($"image/{id}", ""),
            SourceKinds.ImageStreamImage => ("", "InvalidRefName"),
            _ => ("", "InvalidRefKind"),
        };
    }

    /// <summary>How the tag gets its images: from its source, or past it.</summary>
    private static string KindOf(TagReference? spec, TagEvent? newest, string source)
    {
        var kind = spec switch
        {
            null or { From: null } => "",
            { From.Kind: SourceKinds.ImageStreamTag } when spec.From.Name?.Contains(':', StringComparison.Ordinal) != true => "Track",
            { ImportPolicy.Scheduled: true } => "Scheduled",
            { Reference: true } => "Ref",
            _ => "Tag",
        };
        return kind switch
        {
            "" => newest is not null && source.Length > 0 ? "Push" : "",
            "Track" => kind,
            _ => newest?.Generation > spec!.Generation.Value && spec.Generation.Value > 0 ? "Push" : kind,
        };
    }

    private static bool IsAhead(TagReference? spec, TagEvent newest) =>
        newest.Generation is > 0 and var generation && generation < (spec?.Generation.Value ?? 0);

    private static JsonNode Updated(NamedTagEventList? history, DateTimeOffset now)
    {
        var times = (history?.Conditions ?? []).Select(c => c.LastTransitionTime).Append(history?.Newest?.Created ?? default).Where(t => t.HasValue);
        var newest = times.Select(t => t.Value).DefaultIfEmpty().Max();
        return newest == default ? "" : Columns.Ago(newest, now);
    }
}
