namespace ImageStreams.Images.Tests;

public sealed class TagDeletionTests
{
    [Fact]
    public void Delete_TakesSpecAndHistory()
    {
        var stream = Make.Stream(Make.Docker("a", "x"), Make.Docker("b", "y")).With(Make.History("a", "r|i|1"), Make.History("c", "r|i|1"));

        var after = TagDeletion.Delete(stream, "a")!;

        after.SpecTags.Select(t => t.Name).Should().Equal("b");
        after.StatusTags.Select(t => t.Tag).Should().Equal("c");
        TagDeletion.Delete(after, "c")!.Status!.Tags.Should().BeNull();
        TagDeletion.Delete(after, "nosuch").Should().BeNull();
    }

    [Fact]
    public void WithoutSpecTag_KeepsTheHistory()
    {
        var stream = Make.Stream(Make.Docker("a", "x")).With(Make.History("a", "r|i|1"));

        var after = TagDeletion.WithoutSpecTag(stream, "a");

        after.Spec!.Tags.Should().BeNull();
        after.Items("a").Should().Equal("r|i|1");
    }

    [Fact]
    public void WithoutHistory_KeepsTheOthers()
    {
        var status = Make.Stream().With(Make.History("a", "r|i|1"), Make.History("c", "r|i|1")).Status;

        TagDeletion.WithoutHistory(status, "a")!.Tags!.Select(t => t.Tag).Should().Equal("c");
        TagDeletion.WithoutHistory(null, "a").Should().BeNull();
    }
}
