using ImageStreams.Entities;
using ImageStreams.Import;

namespace ImageStreams.Operator.Tests;

public sealed class StreamMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly StreamMemory _memory = new("uid", Start, credentials: 0);

    [Fact]
    public void Latest_CacheThatIsLate_GivesWhatWasWritten()
    {
        _memory.Note(new StreamOutcome { Stream = Version("7"), Overtaken = new HashSet<string> { "5", "6" } }, 0, Start);

        _memory.Latest(Version("5")).Metadata!.ResourceVersion.Should().Be("7");
        _memory.Latest(Version("8")).Metadata!.ResourceVersion.Should().Be("8");
        _memory.Latest(Version("5")).Metadata!.ResourceVersion.Should().Be("5", "a version once passed is forgotten");
    }

    [Fact]
    public void Attempts_OfTagsThatAreGone_AreForgotten()
    {
        var stream = Version("1") with { Spec = new ImageStreamSpec { Tags = [new TagReference { Name = "kept" }] } };

        _memory.Note(new StreamOutcome { Stream = stream, Attempted = ["kept", "gone"], RepositoryAttempted = true }, 0, Start.AddMinutes(1));

        _memory.Recall(0).Attempts.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("kept", Start.AddMinutes(1)));
        _memory.Recall(0).RepositoryAttempt.Should().Be(Start.AddMinutes(1));
        _memory.Recall(0).Since.Should().Be(Start);
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
        _memory.Recall(0).CredentialsChanged.Should().BeFalse();
        _memory.Recall(1).CredentialsChanged.Should().BeTrue();

        _memory.Note(new StreamOutcome { Stream = Version("1"), Deferred = true }, 1, Start);
        _memory.Recall(1).CredentialsChanged.Should().BeTrue("what was put off has not seen them");

        _memory.Note(new StreamOutcome { Stream = Version("1") }, 1, Start);
        _memory.Recall(1).CredentialsChanged.Should().BeFalse();
        _memory.Recall(2).CredentialsChanged.Should().BeTrue();
    }

    private static ImageStream Version(string version) => new() { Metadata = new ObjectMeta { Name = "s", ResourceVersion = version } };
}
