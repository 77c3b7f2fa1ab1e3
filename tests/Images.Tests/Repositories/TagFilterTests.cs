using System.Diagnostics;
using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/repositories.md#filters.</summary>
public sealed class TagFilterTests
{
    private static readonly string[] Tags =
        ["latest", "nightly", "1", "1.0", "1.1", "1.1.3", "1.2.0", "1.2.0-rc1", "1.3.0-alpine", "1.10.0", "v2.0.0", "2.1-alpine", "20240101", "3.0.0-alpine3.18"];

    [Theory]
    [InlineData("", "", "", "latest 2.1-alpine 1.1 1.0 3.0.0-alpine3.18 v2.0.0")]
    [InlineData("^1", "", "", "1.1 1.0 1.10.0 1.3.0-alpine 1.2.0 1.2.0-rc1")]
    [InlineData("", ">=1.1 <2", "", "1.1 1.10.0 1.2.0 1.1.3")]
    [InlineData("", "", "2", "v2.0.0 1.10.0")]
    [InlineData("", ">=0-0", "3", "3.0.0-alpine3.18 2.1-alpine v2.0.0")]
    [InlineData("", "1.x", "1", "1.10.0")]
    [InlineData("alpine", "", "", "2.1-alpine 3.0.0-alpine3.18 1.3.0-alpine")]
    [InlineData("^(?<version>.+)-alpine$", "<3", "", "2.1-alpine 1.3.0-alpine")]
    [InlineData("^(?P<version>.+)-alpine$", "*", "1", "2.1-alpine")]
    [InlineData("^nothing$", "", "", "")]
    public void Filter_OfAStream_AdmitsWhatItSays(string regex, string semver, string newest, string expected)
    {
        var selection = new TagSelection(Filter(regex, semver, newest), 6, keepsOthers: false);

        Array.ForEach(Tags, selection.Add);

        selection.Chosen.Where(t => t is not ("1" or "20240101" or "nightly")).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("(", "", "", "annotation importer.image.openshift.io/tag-regex: \"(\" is no regular expression of the kind that needs no backtracking")]
    [InlineData(@"(a)\1", "", "", @"annotation importer.image.openshift.io/tag-regex: ""(a)\\1"" is no regular expression of the kind that needs no backtracking")]
    [InlineData("(?=a)", "", "", "annotation importer.image.openshift.io/tag-regex: \"(?=a)\" is no regular expression of the kind that needs no backtracking")]
    [InlineData("((a{500}){500}){500}", "", "", "annotation importer.image.openshift.io/tag-regex: \"((a{500}){500}){500}\" is no regular expression of the kind that needs no backtracking")]
    [InlineData("", "newer than 1", "", "annotation importer.image.openshift.io/tag-semver: \"newer than 1\" is no range of versions, such as \">=1.2 <2\"")]
    [InlineData("", "", "0", "annotation importer.image.openshift.io/tag-newest: \"0\" is no number above zero")]
    [InlineData("", "", "-3", "annotation importer.image.openshift.io/tag-newest: \"-3\" is no number above zero")]
    [InlineData("", "", "five", "annotation importer.image.openshift.io/tag-newest: \"five\" is no number above zero")]
    [InlineData("", "", "99999999999", "annotation importer.image.openshift.io/tag-newest: \"99999999999\" is no number above zero")]
    public void Filter_ThatIsWrong_SaysSoAndAdmitsNothing(string regex, string semver, string newest, string problem)
    {
        var filter = Filter(regex, semver, newest);
        var selection = new TagSelection(filter, -1, keepsOthers: true);

        Array.ForEach(Tags, selection.Add);

        filter.Problem.Should().Be(problem);
        selection.Count.Should().Be(0);
    }

    [Fact]
    public void Filter_WithALongPattern_IsRefusedAndNotQuotedInFull()
    {
        var filter = Filter(new string('a', 5_000), "", "");

        filter.Problem.Should().HaveLength(150).And.EndWith("...\" is longer than 1024 characters");
    }

    [Fact]
    public void Filter_WithAPatternThatOtherEnginesNeverEnd_IsAsFastAsAny()
    {
        var filter = Filter("^(a+)+(a+)+(a|a)+$", "", "");
        var selection = new TagSelection(filter, 10, keepsOthers: false);
        var began = Stopwatch.StartNew();

        for (var i = 0; i < 1_000; i++)
        {
            selection.Add($"{new string('a', 120)}-{i}");
        }

        selection.Count.Should().Be(0);
        began.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    private static TagFilter Filter(string regex, string semver, string newest) => TagFilter.Of(Stream(regex, semver, newest));

    private static ImageStream Stream(string regex, string semver, string newest) => Make.Stream() with
    {
        Metadata = new ObjectMeta
        {
            Annotations = new Dictionary<string, string>
            {
                ["importer.image.openshift.io/tag-regex"] = regex,
                ["importer.image.openshift.io/tag-semver"] = semver,
                ["importer.image.openshift.io/tag-newest"] = newest,
            },
        },
    };
}
