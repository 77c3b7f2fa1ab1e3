namespace ImageStreams.Images.Tests;

/// <summary>docs/spec/imagestream.md#annotations.</summary>
public sealed class ImporterAnnotationsTests
{
    [Theory]
    [InlineData("importer.image.openshift.io/tag-regexp", "x", "metadata.annotations[importer.image.openshift.io/tag-regexp]: unknown annotation of the importer")]
    [InlineData("importer.image.openshift.io/tag-newest", "x", "annotation importer.image.openshift.io/tag-newest: \"x\" is no number above zero; nothing is imported from the repository")]
    [InlineData("importer.image.openshift.io/interval", "5s", "annotation importer.image.openshift.io/interval: \"5s\" is no duration of at least 1m, such as 15m; the default holds")]
    [InlineData("importer.image.openshift.io/interval", "5m", null)]
    [InlineData("importer.image.openshift.io/prefer-arch", "arm64", null)]
    [InlineData("importer.image.openshift.io/repository-error", "x", null)]
    [InlineData("example.com/tag-regexp", "x", null)]
    public void FindWarnings_OfAStream_TellsWhatIsNotFollowed(string key, string value, string? expected) =>
        ImporterAnnotations.FindWarnings(Make.Stream().Annotated(key, value)).Should().Equal(expected is null ? [] : [expected]);

    [Theory]
    [InlineData("importer.image.openshift.io/every", "spec.tags[a].annotations[importer.image.openshift.io/every]: unknown annotation of the importer")]
    [InlineData("importer.image.openshift.io/tag-regex", "spec.tags[a].annotations[importer.image.openshift.io/tag-regex]: has a meaning on a stream, none on a tag")]
    [InlineData("importer.image.openshift.io/interval", "annotation importer.image.openshift.io/interval: \"-5m\" is no duration of at least 1m, such as 15m; the default holds")]
    [InlineData("importer.image.openshift.io/prefer-os", null)]
    public void FindWarnings_OfATag_TellsWhatIsNotFollowed(string key, string? expected) =>
        ImporterAnnotations.FindWarnings(Make.Stream(Make.Docker("a", "x/a").Annotated(key, "-5m"))).Should().Equal(expected is null ? [] : [expected]);
}
