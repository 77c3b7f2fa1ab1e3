using ImageStreams.Entities;
using ImageStreams.Import;

namespace ImageStreams.Operator.Tests;

public sealed class StreamMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StreamMemory _memory = new("uid", Start, default);

    [Fact]
    public void Latest_CacheThatIsLate_GivesWhatWasWritten()
    {
        _memory.Note(new StreamOutcome { Stream = Version("7"), Overtaken = new HashSet<string> { "5", "6" } }, default, Start);

        _memory.Latest(Version("5")).Metadata!.ResourceVersion.Should().Be("7");
        _memory.Latest(Version("8")).Metadata!.ResourceVersion.Should().Be("8");
        _memory.Latest(Version("5")).Metadata!.ResourceVersion.Should().Be("5", "a version once passed is forgotten");
    }

    [Fact]
    public void Attempts_OfTagsThatAreGone_AreForgotten()
    {
        var stream = Version("1") with { Spec = new ImageStreamSpec { Tags = [new TagReference { Name = "kept" }] } };

        _memory.Note(new StreamOutcome { Stream = stream, Attempted = ["kept", "gone"], RepositoryAttempted = true }, default, Start.AddMinutes(1));

        _memory.Recall(default).Attempts.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("kept", Start.AddMinutes(1)));
        _memory.Recall(default).RepositoryAttempt.Should().Be(Start.AddMinutes(1));
        _memory.Recall(default).Since.Should().Be(Start);
    }

    [Fact]
    public void News_ToldBefore_ComesAgainOnlyAfterItWasGone()
    {
        _memory.News("kind", ["a", "b"]).Should().Equal("a", "b");
        _memory.News("kind", ["a"]).Should().BeEmpty();
        _memory.News("other", ["a"]).Should().Equal("a");
        _memory.News("kind", ["a", "b"]).Should().Equal("b");
    }

    [Fact]
    public void Recall_PullSecretsThatChanged_AreNewsUntilAnAttemptHasSeenThem()
    {
        _memory.Recall(default).CredentialsChanged.Should().BeFalse();
        _memory.Recall(new StreamSignals(1, 0, 0)).CredentialsChanged.Should().BeTrue();

        _memory.Note(new StreamOutcome { Stream = Version("1"), Deferred = true }, new StreamSignals(1, 0, 0), Start);
        _memory.Recall(new StreamSignals(1, 0, 0)).CredentialsChanged.Should().BeTrue("what was put off has not seen them");

        _memory.Note(new StreamOutcome { Stream = Version("1") }, new StreamSignals(1, 0, 0), Start);
        _memory.Recall(new StreamSignals(1, 0, 0)).CredentialsChanged.Should().BeFalse();
        _memory.Recall(new StreamSignals(2, 0, 0)).CredentialsChanged.Should().BeTrue();
    }

    [Fact]
    public void Recall_RegistryThatReturned_IsNewsUntilAnAttemptHasSeenIt()
    {
        var memories = new StreamMemories(TimeProvider.System);
        var key = new Kubernetes.NamespacedName("ns", "s");
        var memory = memories.Of(key, "uid");

        memories.RegistryReturned("quay.io");
        Recall().Returned.Should().Equal("quay.io");

        var begun = memories.SignalsOf("ns");
        memories.RegistryReturned("docker.io");
        memory.Note(new StreamOutcome { Stream = Version("1") }, begun, Start);
        Recall().Returned.Should().Equal("docker.io");
        memories.Recall(memories.Of(key, "another"), "ns", memories.SignalsOf("ns")).Returned.Should().BeEmpty("it has not failed yet");

        Images.ImportMemory Recall() => memories.Recall(memory, "ns", memories.SignalsOf("ns"));
    }

    private static ImageStream Version(string version) => new() { Metadata = new ObjectMeta { Name = "s", ResourceVersion = version } };
}
