using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class PushedTagsTests
{
    private const string Own = "registry:5000/ns/s";

    private static readonly RegistryHosts Hosts = new() { Internal = "registry:5000" };

    [Fact]
    public void Delete_APushedTag_TakesItsHistoryAndNothingElse()
    {
        var stream = Make.Stream().With(Make.History("a", Pushed('2'), Pushed('1')), Make.History("b", Pushed('2')));

        var after = PushedTags.Delete(stream, "a", Hosts);

        after.StatusTags.Select(t => t.Tag).Should().Equal("b");
        after.Spec.Should().BeSameAs(stream.Spec);
    }

    [Fact]
    public void Delete_WhatWasImportedOrFollows_LeavesItAsItIs()
    {
        var stream = Make.Stream(Make.Docker("imported", "quay.io/x/y"), Make.FromTag("follower", "pushed"))
            .With(Make.History("imported", Pushed('2')), Make.History("follower", Pushed('2')), Make.History("foreign", "quay.io/x/y@2|2|1"));

        foreach (var tag in (string[])["imported", "follower", "foreign", "absent"])
        {
            PushedTags.Delete(stream, tag, Hosts).Should().BeSameAs(stream, tag);
        }
    }

    [Fact]
    public void Delete_ATagWhoseSpecHasNoSource_KeepsItsSpec()
    {
        var stream = Make.Stream(new TagReference { Name = "a", ReferencePolicy = new TagReferencePolicy { Type = "Local" } }).With(Make.History("a", Pushed('2')));

        var after = PushedTags.Delete(stream, "a", Hosts);

        after.StatusTags.Should().BeEmpty();
        after.SpecTags.Should().ContainSingle();
    }

    [Fact]
    public void With_AnImage_AreThePushedTagsThatStandForIt()
    {
        var stream = Make.Stream(Make.FromTag("follower", "a"))
            .With(Make.History("a", Pushed('2')), Make.History("b", Pushed('1'), Pushed('2')), Make.History("follower", Pushed('2')));

        PushedTags.With(stream, Make.Digest('2'), Hosts).Should().Equal("a");
        PushedTags.Of(stream, Hosts).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)] // somebody has deleted stream or tag: that stays so
    public void IsMissed_ATagThatIsNotHere_IsWhenItsImageIsNotEither(bool isKnown, bool expected)
    {
        PushedTags.IsMissed(null, "a", "1", isKnown, Hosts).Should().Be(expected);
        PushedTags.IsMissed(Make.Stream(), "a", "1", isKnown, Hosts).Should().Be(expected);
        PushedTags.IsMissed(Make.Stream().With(new NamedTagEventList { Tag = "a" }), "a", "1", isKnown, Hosts).Should().Be(expected);
    }

    [Theory]
    [InlineData('1', false)] // what is here
    [InlineData('2', true)] // pushed again
    [InlineData('0', true)] // put back
    public void IsMissed_APushedTag_IsWhenItStandsForAnotherImage(char image, bool expected)
    {
        var stream = Make.Stream().With(Make.History("a", Pushed('1'), Pushed('0')));

        PushedTags.IsMissed(stream, "a", Make.Digest(image), isKnown: true, Hosts).Should().Be(expected);
    }

    [Theory]
    [InlineData('0', false)] // pushed once, and then something else was put on top
    [InlineData('2', true)]
    public void IsMissed_ATagOnWhichAnotherRegistrysImageWasPut_IsWhenTheImageIsNew(char image, bool expected)
    {
        var stream = Make.Stream().With(Make.History("a", "quay.io/x/y@1|1|1", Pushed('0')));

        PushedTags.IsMissed(stream, "a", Make.Digest(image), isKnown: true, Hosts).Should().Be(expected);
    }

    [Fact]
    public void IsMissed_ATagWithASource_NeverIs()
    {
        var stream = Make.Stream(Make.Docker("a", "quay.io/x/y"), Make.Docker("new", "quay.io/x/y")).With(Make.History("a", Pushed('1')));

        PushedTags.IsMissed(stream, "a", "2", isKnown: false, Hosts).Should().BeFalse();
        PushedTags.IsMissed(stream, "new", "2", isKnown: false, Hosts).Should().BeFalse();
    }

    private static string Pushed(char image) => $"{Own}@{Make.Digest(image)}|{Make.Digest(image)}|1";
}
