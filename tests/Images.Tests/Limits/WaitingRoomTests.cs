namespace ImageStreams.Images.Tests;

public sealed class WaitingRoomTests
{
    private const int Places = 2;

    private readonly WaitingRoom<string> _room = new();

    [Fact]
    public void TryEnter_WhenAllPlacesAreTaken_QueuesAndIsCalledInTurn()
    {
        Enter("a1").Should().BeTrue();
        Enter("a2").Should().BeTrue();
        foreach (var who in (string[])["a3", "a4", "a5", "b1", "a3"])
        {
            Enter(who).Should().BeFalse();
        }

        _room.Call(Places, Make.Now).Should().BeEmpty("nobody has left");

        _room.Leave("a1");
        _room.Call(Places, Make.Now).Should().Equal("a3");
        _room.Leave("a2");
        _room.Call(Places, Make.Now).Should().Equal("b1");
        Enter("a4").Should().BeFalse("the free places are kept for those who were called");
        Enter("b1").Should().BeTrue();
        Enter("a3").Should().BeTrue();
    }

    [Fact]
    public void Call_WhoDoesNotCome_LosesThePlace()
    {
        Enter("a1");
        Enter("a2");
        Enter("gone");
        Enter("a3");
        _room.Leave("a1");
        _room.Call(Places, Make.Now).Should().Equal("gone");

        _room.Call(Places, Make.Now.AddSeconds(29)).Should().BeEmpty();
        _room.Call(Places, Make.Now.AddSeconds(30)).Should().Equal("a3");
    }

    [Fact]
    public void TryEnter_NewcomerWhileOthersWait_StandsBehindThem()
    {
        Enter("a1");
        Enter("a2");
        Enter("a3");
        _room.Leave("a1");

        Enter("b1").Should().BeFalse();

        _room.Call(Places, Make.Now).Should().Equal("a3");
        _room.Waiting.Should().Be(2);
        _room.IsEmpty.Should().BeFalse();
    }

    private bool Enter(string who) => _room.TryEnter(who, who[..1], Places, Make.Now);
}
