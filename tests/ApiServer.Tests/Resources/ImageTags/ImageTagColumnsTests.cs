using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.ApiServer.Tests;

public sealed class ImageTagColumnsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-01T01:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    public static TheoryData<string, string, string> Rows => new()
    {
        { "null", "null", "|||" },
        { "null", "{tag: t, items: [{created: '2026-01-01T00:00:00Z', dockerImageReference: x/y, image: id, generation: 1}]}", "Push|image/id|1|About an hour ago" },
        { "{generation: 3, from: {kind: DockerImage, name: x/y}}", "null", "Tag|x/y||" },
        {
            "{generation: 3, from: {kind: DockerImage, name: x/y}}",
            "{tag: t, items: [{created: '2026-01-01T00:58:20Z', dockerImageReference: x/y, image: id, generation: 2}]}",
            "Tag|Importing|1|About a minute ago"
        },
        {
            "{generation: 2, from: {kind: DockerImage, name: x/y}}",
            "{tag: t, items: [{created: '2026-01-01T01:00:00Z', dockerImageReference: x/y, image: id, generation: 5}, {created: null, dockerImageReference: x/y, image: i2, generation: 1}]}",
            "Push|image/id|2|Less than a second ago"
        },
        {
            "{generation: 2, importPolicy: {scheduled: true}, reference: true, from: {kind: DockerImage, name: x/y}}",
            "{tag: t, items: null, conditions: [{type: ImportSuccess, status: 'False', reason: NotFound, lastTransitionTime: '2026-01-01T00:59:50Z', generation: 2}]}",
            "Scheduled|ImportFailed (NotFound)||10 seconds ago"
        },
        {
            "{generation: 2, reference: true, from: {kind: DockerImage, name: x/y}}",
            "{tag: t, items: [{created: '2026-01-01T00:59:59Z', dockerImageReference: x/z, image: '', generation: 2}]}",
            "Ref|x/z|1|1 second ago"
        },
        { "{generation: 1, from: {kind: ImageStreamTag, name: dev}}", "null", "Track|istag/dev||" },
        {
            "{generation: 1, from: {kind: ImageStreamTag, name: dev}}",
            "{tag: t, items: [{created: '2026-01-01T00:00:00Z', dockerImageReference: x/y, image: id, generation: 5}]}",
            "Track|image/id|1|About an hour ago"
        },
        { "{generation: 1, from: {kind: ImageStreamTag, name: 's:dev', namespace: ns}}", "null", "Tag|istag ns/s:dev||" },
        { "{generation: 1, from: {kind: ImageStreamImage, name: 's@sha256:a'}}", "null", "Tag|image/sha256:a||" },
        { "{generation: 1, from: {kind: ImageStreamImage, name: bad}}", "null", "Tag|InvalidRefName||" },
        { "{generation: 1, from: {kind: Foo, name: x}}", "null", "Tag|InvalidRefKind||" },
        { "{generation: 1}", "null", "|||" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Cells_SaySpecStatusHistoryAndTime(string spec, string status, string expected)
    {
        var json = Objects.Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageTag, metadata: {{name: 's:t'}}, spec: {spec}, status: {status}, image: null}}");

        var cells = ImageTagColumns.Layout.Cells(JsonSerializer.Deserialize(json, EntitiesJsonContext.Default.ImageTag)!, Now);

        cells.Should().HaveCount(ImageTagColumns.Layout.Columns.Count);
        string.Join('|', cells.Skip(1).Select(c => c?.ToString() ?? "")).Should().Be(expected);
        cells[0]!.ToString().Should().Be("s:t");
    }
}
