using System.Runtime.CompilerServices;
using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>
/// The embedded control plane gives the answers that a real kube-apiserver gave when the conversations were recorded. To record them anew:
/// <c>KUBEBUILDER_ASSETS=FOLDER RECORD_CONVERSATIONS=1 dotnet test tests/ControlPlane.Tests --filter ConversationTests</c>.
/// </summary>
public sealed class ConversationTests(ControlPlaneFixture plane) : IClassFixture<ControlPlaneFixture>
{
    public static TheoryData<string> Names => [.. Conversation.Names()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Conversation_WithTheEmbeddedOne_IsWhatARealOneSaid(string name)
    {
        using var client = plane.NewClient();

        var answers = await new ConversationRunner(client, user => $"{user}token").RunAsync(Conversation.Load(name));

        FirstDifference(answers, await File.ReadAllTextAsync(Path.Combine(Conversation.Folder, $"{name}.want"))).Should().BeNull();
    }

    [ControlPlaneFact]
    public async Task Conversations_WithARealOne_AreStillWhatIsRecorded()
    {
        await using var real = await RealControlPlane.StartAsync(new RealControlPlaneOptions { TokenAuthFile = ControlPlaneFixture.Tokens });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        using var client = new HttpClient(handler) { BaseAddress = real.Address };
        var runner = new ConversationRunner(client, user => $"{user}token");
        foreach (var name in Conversation.Names())
        {
            var answers = await runner.RunAsync(Conversation.Load(name));
            if (Environment.GetEnvironmentVariable("RECORD_CONVERSATIONS") is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(SourceFolder(), $"{name}.want"), answers);
                continue;
            }

            FirstDifference(answers, await File.ReadAllTextAsync(Path.Combine(Conversation.Folder, $"{name}.want"))).Should().BeNull(name);
        }
    }

    private static string SourceFolder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "testdata", "conversations");

    /// <summary>The first turn that was answered differently, with both answers; null when none was.</summary>
    private static string? FirstDifference(string answers, string wanted)
    {
        var (got, want) = (answers.Split("\n\n# "), wanted.Split("\n\n# "));
        for (var i = 0; i < Math.Max(got.Length, want.Length); i++)
        {
            if (got.ElementAtOrDefault(i) != want.ElementAtOrDefault(i))
            {
                return $"got: {got.ElementAtOrDefault(i)}\nwant: {want.ElementAtOrDefault(i)}";
            }
        }

        return null;
    }
}
