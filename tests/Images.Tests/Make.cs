using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>Documents for tests, in few words. An event is written <c>reference|image|generation</c>.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The defaults, but waits as they are written.</summary>
    public static readonly ImportPlanOptions Options = new() { RetryJitter = 0 };

    public static readonly EvaluationContext Context = new() { Now = Now };

    public static readonly IReadOnlyDictionary<StreamKey, SourceStream> NoSources = new Dictionary<StreamKey, SourceStream>();

    public static string Digest(char c) => $"sha256:{new string(c, 64)}";

    public static ImageStream Stream(params TagReference[] tags) => new()
    {
        Metadata = new ObjectMeta { Name = "s", Namespace = "ns", Uid = "u-1", Generation = 1, ResourceVersion = "1" },
        Spec = new ImageStreamSpec { Tags = tags.Length == 0 ? null : tags },
    };

    public static ImageStream With(this ImageStream stream, params NamedTagEventList[] histories) =>
        stream with { Status = (stream.Status ?? new ImageStreamStatus()) with { Tags = histories } };

    public static ImageStream At(this ImageStream stream, long generation) =>
        stream with { Metadata = stream.Metadata! with { Generation = generation } };

    public static ImageStream Named(this ImageStream stream, string ns, string name) =>
        stream with { Metadata = stream.Metadata! with { Namespace = ns, Name = name } };

    public static ImageStream Annotated(this ImageStream stream, string key, string value) =>
        stream with { Metadata = stream.Metadata! with { Annotations = new Dictionary<string, string> { [key] = value } } };

    public static ImageStream AnnotatedAlso(this ImageStream stream, string key, string value) =>
        stream with { Metadata = stream.Metadata! with { Annotations = new Dictionary<string, string>(stream.Metadata.Annotations ?? new Dictionary<string, string>()) { [key] = value } } };

    public static TagReference Docker(string name, string image, long? generation = null) => From(name, SourceKinds.DockerImage, image, generation);

    public static TagReference FromTag(string name, string source, long? generation = null) =>
        From(name, SourceKinds.ImageStreamTag, source, generation);

    public static TagReference FromImage(string name, string source, long? generation = null) =>
        From(name, SourceKinds.ImageStreamImage, source, generation);

    public static TagReference From(string name, string kind, string source, long? generation = null) => new()
    {
        Name = name,
        From = new ObjectReference { Kind = kind, Name = source },
        Generation = generation is { } number ? number : default(OrNull<long>),
    };

    public static TagReference In(this TagReference tag, string ns) => tag with { From = tag.From! with { Namespace = ns } };

    public static TagReference Scheduled(this TagReference tag) => tag with { ImportPolicy = new TagImportPolicy { Scheduled = true } };

    public static TagReference Annotated(this TagReference tag, string key, string value) =>
        tag with { Annotations = OrNull<IReadOnlyDictionary<string, string>>.Of(new Dictionary<string, string> { [key] = value }) };

    public static NamedTagEventList History(string tag, params string[] items) => new()
    {
        Tag = tag,
        Items = items.Length == 0 ? default : OrNull<IReadOnlyList<TagEvent>>.Of([.. items.Select(i => Event(i))]),
    };

    public static NamedTagEventList Failing(this NamedTagEventList list, string reason, string message, long generation, DateTimeOffset since) =>
        list with
        {
            Conditions =
            [
                new TagEventCondition
                {
                    Type = "ImportSuccess", Status = "False", Reason = reason, Message = message, Generation = generation, LastTransitionTime = since,
                },
            ],
        };

    public static TagEvent Event(string text) => Event(text, Now.AddHours(-1));

    public static TagEvent Event(string text, DateTimeOffset created)
    {
        var parts = text.Split('|');
        return new TagEvent
        {
            Created = created,
            DockerImageReference = parts[0],
            Image = parts[1],
            Generation = long.Parse(parts[2], CultureInfo.InvariantCulture),
        };
    }

    public static string[] Items(this NamedTagEventList? list) =>
        [.. (list?.Events ?? []).Select(e => $"{e.DockerImageReference}|{e.Image}|{e.Generation}")];

    public static string[] Items(this ImageStream stream, string tag) => stream.FindStatusTag(tag).Items();

    public static TagEventCondition? Condition(this ImageStream stream, string tag) => stream.FindStatusTag(tag)?.Conditions?.SingleOrDefault();

    public static string[] Lines(this IEnumerable<StatusCause> causes) => [.. causes.Select(c => $"{c.Field}: {c.Message}")];

    public static JsonNode Json(ImageStream stream) => JsonSerializer.SerializeToNode(stream, EntitiesJsonContext.Default.ImageStream)!;

    public static JsonNode Json(Image image) => JsonSerializer.SerializeToNode(image, EntitiesJsonContext.Default.Image)!;

    public static JsonNode Json(ImageStreamLayers layers) => JsonSerializer.SerializeToNode(layers, EntitiesJsonContext.Default.ImageStreamLayers)!;

    public static void ShouldBe(this JsonNode? actual, string expected) =>
        JsonNode.DeepEquals(actual, JsonNode.Parse(expected)).Should().BeTrue("expected {0}, got {1}", expected, actual?.ToJsonString());
}
