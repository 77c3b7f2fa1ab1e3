namespace ImageStreams.Images.Tests;

public sealed class TagNamesTests
{
    [Theory]
    [InlineData("latest")]
    [InlineData("1.0+build.5")] // no docker tag, but streams from elsewhere have such names
    [InlineData("_x-Y.z")]
    [InlineData("é")]
    [InlineData("a@b")]
    public void FindProblem_OfWhatCanBeAskedFor_IsNull(string name) => TagNames.FindProblem(name).Should().BeNull();

    [Theory]
    [InlineData("", "may not be empty")]
    [InlineData("a/b", "may not contain '/'")]
    [InlineData("a%20b", "may not contain '%'")]
    [InlineData("s:latest", "may not contain ':'")]
    [InlineData("a b", "may not contain blanks or control characters")]
    [InlineData("a\0", "may not contain blanks or control characters")]
    public void FindProblem_OfWhatCannot_SaysWhy(string name, string problem) => TagNames.FindProblem(name).Should().Be(problem);
}
