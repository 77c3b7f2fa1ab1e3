using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>The two kinds that are stored; everything else is computed from them.</summary>
internal static class StoredKinds
{
    public static StoredKind<ImageStream> ImageStreams(ImportSettingsSource settings) => new(
        (stream, apiVersion, metadata) => stream with { Kind = apiVersion is null ? null : "ImageStream", ApiVersion = apiVersion, Metadata = metadata },
        stream => ServedShape.Of(stream, settings.Current.Plan.Hosts, settings.Current.ImportMode),
        Repair: null)
    {
        Fields = new Dictionary<string, Func<ImageStream, string?>>
        {
            ["spec.dockerImageRepository"] = stream => stream.Spec?.DockerImageRepository,
            ["status.dockerImageRepository"] = stream => stream.Status?.DockerImageRepository,
        },
        Written = WithoutEmptySpec,
        Bookmark = new()
        {
            Metadata = new() { Namespace = "default" },
            Spec = new() { LookupPolicy = new() { Local = false } },
            Status = new() { DockerImageRepository = "" },
        },
    };

    public static StoredKind<Image> Images() => new(
        (image, apiVersion, metadata) => image with { Kind = apiVersion is null ? null : "Image", ApiVersion = apiVersion, Metadata = metadata },
        ServedImage.Of,
        Repair: "dockerImageMetadata")
    {
        Bookmark = ServedImage.Of(new() { Metadata = new() }),
    };

    /// <summary>Whoever has applied an empty spec keeps it.</summary>
    private static ImageStream WithoutEmptySpec(ImageStream stream, IReadOnlyList<ManagedFieldsEntry>? managers) =>
        StreamEquality.SameSpec(stream.Spec, null) && managers?.Any(HasAppliedSpec) != true ? stream with { Spec = null } : stream;

    private static bool HasAppliedSpec(ManagedFieldsEntry entry) =>
        entry is { Operation: "Apply", FieldsV1: { ValueKind: JsonValueKind.Object } fields } && fields.TryGetProperty("f:spec", out _);
}
