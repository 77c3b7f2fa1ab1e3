using System.Globalization;
using System.Text.Json.Nodes;
using ImageStreams.Oci;
using ImageStreams.TestKit;

namespace ImageStreams.Import.Tests;

/// <summary>docs/spec/importing.md#credential-plugins.</summary>
public sealed class CredentialPluginTests : IDisposable
{
    private readonly PluginPrograms _programs = new();
    private readonly ManualTimeProvider _time = new();
    private readonly List<CredentialPluginException> _failures = [];
    private readonly CancellationTokenSource _lifetime = new();

    public static TheoryData<string, string> BadAnswers => new()
    {
        { "echo 's3cret garbage'", "answered with what is no CredentialProviderResponse in JSON" },
        { "true", "answered with what is no CredentialProviderResponse in JSON" },
        { "echo null", "answered with what is no CredentialProviderResponse in JSON" },
        { "echo '[\"s3cret\"]'", "answered with what is no CredentialProviderResponse in JSON" },
        { "echo '{\"auth\":\"s3cret\"}'", "answered with what is no CredentialProviderResponse in JSON" },
        { Json("kind", "ExecCredential"), "answered with something else than a CredentialProviderResponse of credentialprovider.kubelet.k8s.io/v1" },
        { Json("apiVersion", "credentialprovider.kubelet.k8s.io/v2"), "answered with something else than a CredentialProviderResponse of credentialprovider.kubelet.k8s.io/v1" },
        { Json("cacheKeyType", "Everything"), "answered without a cacheKeyType of Image, Registry or Global" },
        { Json("cacheDuration", "s3cret"), "answered with a cacheDuration that is none" },
        { "echo s3cret; exit 1", "ended with exit code 1" },
        { "kill -9 $$", "ended with exit code 137" },
        { "yes s3cret", "printed more than 1048576 bytes" },
        { "head -c 100000000 /dev/zero", "printed more than 1048576 bytes" },
        { "head -c 100000000 /dev/zero >&2; exit 3", "ended with exit code 3" },
    };

    [Theory]
    [InlineData("Image", "a.io/x", "a.io/y", "b.io/x")]
    [InlineData("Registry", "a.io/x", "b.io/x")]
    [InlineData("Global", "a.io/x")]
    public async Task Find_AnAnswer_HoldsForWhatItSays(string cacheKeyType, params string[] asked)
    {
        var plugin = Plugin(PluginPrograms.Answer(cacheKeyType, "1h", "a.io", "b.io"));

        foreach (var image in (string[])["a.io/x", "a.io/x", "a.io/y", "b.io/x", "b.io/x"])
        {
            (await FindAsync(plugin, image)).Should().Equal(image[..4]);
        }

        _programs.Images.Should().Equal(asked);
    }

    [Theory]
    [InlineData("10m", 9, 1)]
    [InlineData("10m", 10, 2)]
    [InlineData(null, 59, 1)] // the configured hour
    [InlineData(null, 60, 2)]
    [InlineData("0s", 0, 2)]
    public async Task Find_AnAnswer_HoldsAsLongAsItSays(string? duration, int minutes, int runs)
    {
        var plugin = Plugin(PluginPrograms.Answer("Registry", duration, "a.io"));
        await FindAsync(plugin, "a.io/x");
        _time.Advance(TimeSpan.FromMinutes(minutes));

        await FindAsync(plugin, "a.io/x");

        _programs.Asked.Should().HaveCount(runs);
    }

    [Fact]
    public async Task Find_ForManyAtOnce_AsksOnce()
    {
        var plugin = Plugin("while [ ! -f \"${0%/*}/go\" ]; do sleep 0.02; done; cat \"${0%/*}/answer.json\"");
        Write("answer.json", PluginPrograms.Answer("Registry", "1h", "a.io").ToJsonString());
        var finds = Enumerable.Range(0, 20).Select(i => FindAsync(plugin, $"a.io/x{i}")).ToList();
        await Eventually.Succeeds(() => _programs.Asked.Should().HaveCount(1));

        Write("go", "");

        (await Task.WhenAll(finds)).Should().OnlyContain(f => f.Count == 1);
        _programs.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task Find_ForManyAtOnceWhenAnswersAreForOneImage_GivesEachItsOwn()
    {
        var plugin = Plugin("""
            echo '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Image","auth":{"a.io":{"username":"u"}}}'
            """);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => FindAsync(plugin, $"a.io/x{i}")));

        _programs.Images.Should().BeEquivalentTo("a.io/x0", "a.io/x1", "a.io/x2", "a.io/x3", "a.io/x4");
    }

    [Fact]
    public async Task Find_SeveralLogins_AreThoseThatMatchLongestFirst()
    {
        var plugin = Plugin(PluginPrograms.Answer("Registry", "1h", "a.io", "*.io/team", "b.io", "a.io/team/app", "a.io/te", "not a key"));

        (await FindAsync(plugin, "a.io/team/app")).Should().Equal("a.io/team/app", "a.io", "*.io/team");
    }

    [Fact]
    public async Task Find_NoLogins_IsAnAnswerToo()
    {
        var plugin = Plugin(Json("auth", null));

        (await FindAsync(plugin, "a.io/x")).Should().BeEmpty();
        (await FindAsync(plugin, "a.io/x")).Should().BeEmpty();

        _programs.Asked.Should().HaveCount(1);
    }

    [Fact]
    public async Task Find_Request_IsThatOfTheProtocol()
    {
        var plugin = Plugin(PluginPrograms.Answer("Registry", "1h", "docker.io"));

        await FindAsync(plugin, "ruby:3");

        _programs.Asked.Should().Equal($$"""{"apiVersion":"{{CredentialProvider.V1}}","kind":"CredentialProviderRequest","image":"docker.io/library/ruby"}""");
    }

    [Fact]
    public async Task Find_ArgumentsAndVariables_ReachThePlugin()
    {
        var provider = _programs.Write("p", "echo \"$1 $GIVEN $HOME\" > \"${0%/*}/seen\"; exit 1") with
        {
            Args = ["get credentials"],
            Env = [KeyValuePair.Create("GIVEN", "value")],
        };
        var plugin = Plugin(provider);

        await FailAsync(plugin, "a.io/x");

        _programs.Find("seen").Should().StartWith("get credentials value /", "what the process has, the plugin has");
    }

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Find_PluginThatDoesNotAnswer_FailsWithoutAWordOfWhatItPrinted(string script, string problem)
    {
        var plugin = Plugin(script);

        var failure = await FailAsync(plugin, "a.io/x");

        failure.Message.Should().Be($"credential plugin \"p\" {problem}");
        failure.ToString().Should().NotContain("s3cret");
        _failures.Should().Equal(failure);
    }

    [Fact]
    public async Task Find_PluginThatIsNoProgram_Fails()
    {
        var plugin = Plugin(_programs.Write("p", "true") with { Path = "/does/not/exist" });

        (await FailAsync(plugin, "a.io/x")).Message.Should().Be("credential plugin \"p\" cannot be started");
    }

    [Fact]
    public async Task Find_PluginThatHangs_IsEndedWithItsChildrenAfterAMinute()
    {
        var plugin = Plugin("sleep 1000 & echo $! > \"${0%/*}/child\"; echo $$ > \"${0%/*}/parent\"; wait");
        var find = FindAsync(plugin, "a.io/x");
        await Eventually.Succeeds(() => _programs.Find("parent").Should().NotBeNullOrEmpty());

        _time.Advance(PluginProcess.Patience);

        (await find.Invoking(f => f).Should().ThrowAsync<CredentialPluginException>()).Which.Message
            .Should().Be("credential plugin \"p\" did not end within 60 seconds");
        await IsGoneAsync("child");
        await IsGoneAsync("parent");
    }

    [Fact]
    public async Task Find_PluginThatLeavesAChildBehind_IsAnsweredAndTheChildEnded()
    {
        var plugin = Plugin("(sleep 1000; true) & echo $! > \"${0%/*}/child\"; " + Json("auth", null));
        var find = FindAsync(plugin, "a.io/x");

        await Eventually.Succeeds(() =>
        {
            _time.Advance(PluginProcess.Drain);
            find.IsCompletedSuccessfully.Should().BeTrue();
        });

        await IsGoneAsync("child");
    }

    [Fact]
    public async Task Find_AfterAFailure_DoesNotAskTheSameForAWhile()
    {
        var plugin = Plugin("exit 1");
        await FailAsync(plugin, "a.io/x");

        await FailAsync(plugin, "a.io/y");
        await FailAsync(plugin, "b.io/x");
        _programs.Images.Should().Equal("a.io/x", "b.io/x");
        plugin.FindFailure(Repository("a.io/z")).Should().Be("credential plugin \"p\" ended with exit code 1");
        plugin.FindFailure(Repository("c.io/x")).Should().BeNull();
        _time.Advance(CredentialPlugin.FailurePause);
        await FailAsync(plugin, "a.io/y");

        _programs.Images.Should().Equal("a.io/x", "b.io/x", "a.io/y");
    }

    [Fact]
    public async Task Find_WhoeverWaits_MayLeaveWithoutHarmToTheOthers()
    {
        var plugin = Plugin("while [ ! -f \"${0%/*}/go\" ]; do sleep 0.02; done; " + Json("auth", null));
        using var leave = new CancellationTokenSource();
        var first = plugin.FindAsync(Repository("a.io/x"), leave.Token);
        var second = FindAsync(plugin, "a.io/x");
        await Eventually.Succeeds(() => _programs.Asked.Should().HaveCount(1));

        await leave.CancelAsync();

        await first.Invoking(f => f).Should().ThrowAsync<OperationCanceledException>();
        Write("go", "");
        (await second).Should().BeEmpty();
    }

    [Fact]
    public async Task Find_WhenTheProcessEnds_EndsThePlugin()
    {
        var plugin = Plugin("echo $$ > \"${0%/*}/parent\"; sleep 1000");
        var find = FindAsync(plugin, "a.io/x");
        await Eventually.Succeeds(() => _programs.Find("parent").Should().NotBeNullOrEmpty());

        await _lifetime.CancelAsync();

        await find.Invoking(f => f).Should().ThrowAsync<OperationCanceledException>();
        await IsGoneAsync("parent");
    }

    [Fact]
    public async Task Find_WhatAPluginSays_IsFitForALog()
    {
        var provider = _programs.Write("p", "printf 'access denied\\nfor %s and %s' \"$KEY\" eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.abcdef >&2; exit 1") with
        {
            Env = [KeyValuePair.Create("KEY", "hushhush")],
        };
        var plugin = Plugin(provider);

        (await FailAsync(plugin, "a.io/x")).Said.Should().Be("access denied for *** and ***");
    }

    [Theory]
    [InlineData("*.dkr.ecr.*.amazonaws.com", "123.dkr.ecr.eu-west-1.amazonaws.com/app", true)]
    [InlineData("*.dkr.ecr.*.amazonaws.com", "123.dkr.ecr.amazonaws.com/app", false)]
    [InlineData("*-docker.pkg.dev", "europe-docker.pkg.dev/project/repo/app", true)]
    [InlineData("*.azurecr.io", "team.azurecr.io/app", true)]
    [InlineData("*.azurecr.io", "azurecr.io/app", false)]
    [InlineData("*", "quay.io/app", false)] // a pattern has as many labels as what it matches
    [InlineData("*", "localhost/app", true)]
    [InlineData("*.*", "quay.io/app", true)]
    [InlineData("quay.io:5000", "quay.io/app", false)]
    [InlineData("quay.io/team", "quay.io/team/app", true)]
    [InlineData("quay.io/team", "quay.io/teams/app", false)]
    public void IsFor_ARepository(string pattern, string reference, bool expected)
    {
        var plugin = Plugin(_programs.Write("p", "true") with { MatchImages = [PluginPrograms.Key(pattern)] });

        plugin.IsFor(Repository(reference)).Should().Be(expected);
    }

    public void Dispose()
    {
        _lifetime.Cancel();
        _lifetime.Dispose();
        _programs.Dispose();
    }

    private static string Json(string field, string? value)
    {
        var answer = PluginPrograms.Answer("Registry", "1h", "a.io");
        answer[field] = value;
        return $"echo '{answer.ToJsonString()}'";
    }

    private static RepositoryName Repository(string reference) => RepositoryName.Of(ImageReference.Parse(reference));

    private static async Task<IReadOnlyList<string>> FindAsync(CredentialPlugin plugin, string reference) =>
        [.. (await plugin.FindAsync(Repository(reference), CancellationToken.None)).Select(c => c.Username)];

    private static async Task<CredentialPluginException> FailAsync(CredentialPlugin plugin, string reference)
    {
        var find = () => FindAsync(plugin, reference);
        return (await find.Should().ThrowAsync<CredentialPluginException>()).Which;
    }

    private CredentialPlugin Plugin(string script) => Plugin(_programs.Write("p", script));

    private CredentialPlugin Plugin(JsonObject answer) => Plugin(_programs.Write("p", answer));

    private CredentialPlugin Plugin(CredentialProvider provider) => new(provider, _time, _failures.Add, _lifetime.Token);

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_programs.Path, file), content);

    private async Task IsGoneAsync(string file)
    {
        var id = int.Parse(_programs.Find(file)!, CultureInfo.InvariantCulture);
        await Eventually.Succeeds(() => IsRunning(id).Should().BeFalse());
    }

    // Who is not waited for by its parent stays as a zombie.
    private static bool IsRunning(int id) =>
        File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
}
