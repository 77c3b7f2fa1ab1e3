using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ApiServer.Tests;

public sealed class WatchEventsTests
{
    private readonly StoredDecoder<ImageStream> _decoder =
        new(StoredKinds.ImageStreams(new ImportSettingsSource(new ImportSettings())), NullLogger<StoredDecoder<ImageStream>>.Instance);

    [Theory]
    [InlineData("ADDED")]
    [InlineData("MODIFIED")]
    [InlineData("DELETED")]
    public void Translate_OfAChange_ShowsTheServedObject(string type)
    {
        var shown = Translate(Events(""), type, "foo--5fbar", "r")!;

        shown.Type.Should().Be(type);
        var stream = shown.Object;
        stream["apiVersion"]!.GetValue<string>().Should().Be("image.openshift.io/v1");
        stream["metadata"]!["name"]!.GetValue<string>().Should().Be("foo_bar");
        stream["spec"]!["lookupPolicy"]!.ToJsonString().Should().Be("""{"local":false}""");
        stream["status"]!["dockerImageRepository"]!.GetValue<string>().Should().Be("r");
    }

    [Fact]
    public void Translate_WithASelectorOfOurs_ShowsObjectsComeAndGo()
    {
        var events = Events("spec.dockerImageRepository=r");

        Translate(events, "ADDED", "a", "other").Should().BeNull();
        Translate(events, "MODIFIED", "a", "r")!.Type.Should().Be("ADDED");
        Translate(events, "MODIFIED", "a", "r")!.Type.Should().Be("MODIFIED");
        Translate(events, "MODIFIED", "a", "other")!.Type.Should().Be("DELETED");
        Translate(events, "ADDED", "b", "r")!.Type.Should().Be("ADDED");
        Translate(events, "DELETED", "b", "r")!.Type.Should().Be("DELETED");
        Translate(events, "DELETED", "a", "other").Should().BeNull();
    }

    [Fact]
    public void Translate_OfABookmark_KeepsVersionAndAnnotations()
    {
        var bookmark = Translate(Events(""), """{"type":"BOOKMARK","object":{"kind":"ImageStream","metadata":{"resourceVersion":"9","annotations":{"k8s.io/initial-events-end":"true"}}}}""")!;

        bookmark.Type.Should().Be("BOOKMARK");
        bookmark.Object["metadata"]!["resourceVersion"]!.GetValue<string>().Should().Be("9");
        bookmark.Object["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!.GetValue<string>().Should().Be("true");
        bookmark.Object["apiVersion"]!.GetValue<string>().Should().Be("image.openshift.io/v1");
    }

    [Fact]
    public void Translate_OfAnError_PassesTheStatus()
    {
        var error = Translate(Events(""), """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version: 1 (2)"}}""")!;

        error.Type.Should().Be("ERROR");
        error.Object["reason"]!.GetValue<string>().Should().Be("Expired");
    }

    [Fact]
    public void Translate_OfAnObjectThatCannotBeRead_LeavesItOut() =>
        Translate(Events(""), """{"type":"ADDED","object":{"metadata":{"name":"a"},"spec":{"tags":"none"}}}""").Should().BeNull();

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"type":"ADDED","object":""")]
    public void Translate_OfWhatIsNoEvent_Fails(string line)
    {
        var translate = () => Translate(Events(""), line);

        translate.Should().Throw<InvalidDataException>();
    }

    private WatchEvents<ImageStream> Events(string selector) => new(_decoder, FieldSelectorExpression.Parse(selector));

    private static Shown? Translate(WatchEvents<ImageStream> events, string type, string name, string repository) => Translate(events, $$$"""
        {"type":"{{{type}}}","object":{"apiVersion":"image.openshift.io/v1stored","kind":"ImageStream","metadata":{"name":"{{{name}}}","namespace":"n"},"spec":{"dockerImageRepository":"{{{repository}}}"} } }
        """);

    private static Shown? Translate(WatchEvents<ImageStream> events, string line) =>
        events.Translate(Encoding.UTF8.GetBytes(line)) is { Notification: var shown } ? new(shown.Type, JsonNode.Parse(shown.Resource.Span)!) : null;

    private sealed record Shown(string Type, JsonNode Object);
}
