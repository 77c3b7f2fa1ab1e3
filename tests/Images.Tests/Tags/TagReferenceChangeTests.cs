using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagReferenceChangeTests
{
    public static TheoryData<string, TagReference?, TagReference, bool> Vectors { get; } = new()
    {
        { "V35: the kind does not count", Make.Docker("t", "a"), Make.FromTag("t", "a"), false },
        { "V36: the own namespace is the default", Make.FromTag("t", "s:a"), Make.FromTag("t", "s:a").In("ns"), false },
        { "V37: zero asks for an import", Make.Docker("t", "a", 3), Make.Docker("t", "a", 0), true },
        { "V38", Make.Docker("t", "a"), Make.Docker("t", "a") with { Reference = true }, true },
        { "V39", Mode("Legacy"), Mode("PreserveOriginal"), true },
        { "no mode is Legacy", Mode(null), Mode("Legacy"), false },
        { "V40: a tag without source", Make.Docker("t", "a"), new TagReference { Name = "t" }, false },
        { "a source without kind and name", Make.Docker("t", "a"), new TagReference { Name = "t", From = new ObjectReference() }, false },
        { "a new tag", null, Make.Docker("t", "a"), true },
        { "another image", Make.Docker("t", "a"), Make.Docker("t", "b"), true },
        { "another namespace", Make.FromTag("t", "s:a"), Make.FromTag("t", "s:a").In("other"), true },
        { "zero that was zero", Make.Docker("t", "a", 0), Make.Docker("t", "a", 0), false },
        { "no number is no wish", Make.Docker("t", "a", 3), Make.Docker("t", "a"), false },
        { "insecure, scheduled, policy", Make.Docker("t", "a"), Policies(), false },
        { "annotations", Make.Docker("t", "a"), Make.Docker("t", "a").Annotated("k", "v"), false },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void IsChanged_ComparesWhatNamesAnImage(string vector, TagReference? old, TagReference current, bool expected) =>
        TagReferenceChange.IsChanged(old, current, "ns").Should().Be(expected, vector);

    private static TagReference Mode(string? mode) => Make.Docker("t", "a") with { ImportPolicy = new TagImportPolicy { ImportMode = mode } };

    private static TagReference Policies() => Make.Docker("t", "a") with
    {
        ImportPolicy = new TagImportPolicy { Insecure = true, Scheduled = true },
        ReferencePolicy = new TagReferencePolicy { Type = "Local" },
    };
}
