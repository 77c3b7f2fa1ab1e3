using System.Text;

namespace ImageStreams.Images.Tests;

public sealed class PushNotificationTests
{
    private static readonly PushEnvelope Json = new();

    [Theory]
    [InlineData("distribution-push")]
    [InlineData("distribution-delete")]
    [InlineData("harbor-push")]
    [InlineData("harbor-scan")]
    [InlineData("harbor-cloudevent")]
    [InlineData("quay")]
    [InlineData("github", "registry_package")]
    [InlineData("github-without-url", "package")]
    [InlineData("github-npm", "registry_package")]
    [InlineData("github-ping", "ping")]
    [InlineData("dockerhub")]
    [InlineData("zot-binary", "", "zotregistry.image.updated")]
    [InlineData("zot-structured")]
    [InlineData("acr")]
    [InlineData("acr-events")]
    [InlineData("ecr")]
    [InlineData("ecr-scan")]
    [InlineData("gar")]
    [InlineData("gar-unwrapped")]
    [InlineData("names-that-cannot-be")]
    public async Task Parse_ANotification_IsWhatItSays(string name, string gitHubEvent = "", string cloudEvent = "")
    {
        var body = await File.ReadAllBytesAsync(PathOf(name, "input.json"));
        var envelope = Json with { GitHubEvent = gitHubEvent, GitHubDelivery = gitHubEvent, CloudEventType = cloudEvent, CloudEventId = cloudEvent };

        var parsed = PushNotification.Parse(body, envelope);

        Describe(parsed).Should().Be(await File.ReadAllTextAsync(PathOf(name, "want.txt")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"events\"")]
    [InlineData("{}")]
    [InlineData("{\"events\":{}}")]
    [InlineData("{\"specversion\":\"1.0\",\"type\":\"com.example.something\",\"data\":{}}")]
    [InlineData("{\"events\":[],\"events\":[]}")] // which of the two would be meant?
    [InlineData("{\"events\":[{\"id\":\"\\ud800\",\"action\":\"push\",\"target\":{\"repository\":\"a/b\",\"tag\":\"c\"}}]}")]
    [InlineData("{\"message\":{\"data\":\"not base64\"}}")]
    [InlineData("{\"message\":{\"data\":\"bm8ganNvbg==\"}}")]
    public void Parse_WhatNobodySends_IsRefused(string body)
    {
        var parse = () => PushNotification.Parse(Encoding.UTF8.GetBytes(body), Json);

        parse.Should().Throw<FormatException>();
    }

    [Theory]
    [InlineData("{\"events\":[", "{}", "]}")]
    [InlineData("{\"event_data\":{\"resources\":[", "{}", "]}}")]
    [InlineData("[", "{}", "]")]
    [InlineData("{\"events\":[],\"a\":", "[", "")]
    public void Parse_AMillionParts_IsRefusedBeforeTheyAreHeld(string begin, string part, string end)
    {
        var separator = part == "[" ? "" : ",";
        var body = Encoding.UTF8.GetBytes(begin + string.Join(separator, Enumerable.Repeat(part, 1_000_000)) + end);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var parse = () => PushNotification.Parse(body, Json);

        parse.Should().Throw<FormatException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void Parse_MoreEventsThanOneNotificationMayHave_IsRefused()
    {
        PushNotification.Parse(Events(PushNotification.MaxEvents), Json).Hints.Should().HaveCount(PushNotification.MaxEvents);

        var parse = () => PushNotification.Parse(Events(PushNotification.MaxEvents + 1), Json);

        parse.Should().Throw<FormatException>().WithMessage("more than 1000 events");
    }

    [Fact]
    public void Parse_AnythingCutOffOrChanged_ThrowsNothingElse()
    {
        var random = new Random(5);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "testdata", "push"), "input.json", SearchOption.AllDirectories))
        {
            var body = File.ReadAllBytes(file);
            for (var round = 0; round < 200; round++)
            {
                var changed = body[..random.Next(body.Length)].Concat(round % 2 == 0 ? [] : body[random.Next(body.Length)..]).ToArray();
                var act = () => PushNotification.Parse(changed, Json);

                try
                {
                    act();
                }
                catch (FormatException)
                {
                    // refused with a reason
                }
            }
        }
    }

    private static string PathOf(string name, string file) => Path.Combine(AppContext.BaseDirectory, "testdata", "push", name, file);

    private static byte[] Events(int count)
    {
        const string One = """{"id":"1","action":"push","target":{"repository":"demo/app","tag":"latest"}}""";
        return Encoding.UTF8.GetBytes($$"""{"events":[{{string.Join(',', Enumerable.Repeat(One, count))}}]}""");
    }

    private static string Describe(PushNotification notification)
    {
        var text = new StringBuilder().Append($"{notification.Format}: {notification.Hints.Count} hints, {notification.Ignored} ignored\n");
        foreach (var hint in notification.Hints)
        {
            text.Append($"{hint.Action} host={hint.Host} repository={hint.Repository} tag={hint.Tag} digest={hint.Digest} actor={hint.Actor} id={hint.Id}\n");
        }

        return text.ToString();
    }
}
