using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImageStreamValidationTests
{
    private static readonly string A = Make.Digest('a');

    [Fact]
    public void Validate_OfAGoodStream_FindsNothing()
    {
        var stream = Make.Stream(
            Make.Docker("a", "quay.io/a/b:1").Scheduled(), Make.FromTag("b", "a"), Make.FromImage("c", "s@x"), new TagReference { Name = "d" },
            new TagReference { Name = "e", From = new ObjectReference() }, Make.Docker("x/y:z", "q"))
            .With(Make.History("a", "x/y@1|1|1") with { Items = OrNull<IReadOnlyList<TagEvent>>.Of([new TagEvent { DockerImageReference = "x/y" }]) });

        ImageStreamValidation.Validate(stream, ValidationRules.Default).Should().BeEmpty();
    }

    public static TheoryData<string, string, string?> Names { get; } = new()
    {
        { "Foo", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" }, // V104
        { "foo..bar", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" },
        { "foo__bar", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" },
        { "-foo", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" },
        { "foo\n", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" },
        { "ünï", "ns", "must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"" },
        { "a/b", "ns", "may not contain '/'" },
        { "foo%bar", "ns", "may not contain '%'" },
        { ".", "ns", "may not be '.'" },
        { "..", "ns", "may not be '..'" },
        { new string('a', 250), "golden", "'namespace/name' cannot be longer than 255 characters" },
        { Make.Digest('a').Replace(':', '-'), "ns", "is reserved" },
        { string.Join('_', Enumerable.Repeat("a", 80)), "ns", "name is too long" },
        { "foo_bar.baz-1", "ns", null },
        { new string('a', 252), "ns", null },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_OfAName_AppliesTheNameRules(string name, string ns, string? expected)
    {
        var causes = ImageStreamValidation.Validate(Make.Stream().Named(ns, name), ValidationRules.Default);

        causes.Lines().Should().Equal(expected is null ? [] : [$"metadata.name: Invalid value: {GoText.Quote(name)}: {expected}"]);
        causes.All(c => c.Reason == "FieldValueInvalid").Should().BeTrue();
    }

    [Fact]
    public void Validate_OfAGeneratedName_ChecksItsPrefix()
    {
        var stream = Make.Stream() with { Metadata = new ObjectMeta { GenerateName = "gen-", Name = "gen-abc", Namespace = "ns" } };

        ImageStreamValidation.Validate(stream, ValidationRules.Default).Lines()
            .Should().Equal("metadata.generateName: Invalid value: \"gen-\": must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\"");
        ImageStreamValidation.Validate(stream with { Metadata = new ObjectMeta() }, ValidationRules.Default).Lines()
            .Should().Equal("metadata.name: Required value: name or generateName is required");
    }

    public static TheoryData<TagReference, string[]> Tags { get; } = new()
    {
        { Make.Docker("a", "UPPER/CASE:!!"), ["spec.tags[a].from.name: Invalid value: \"UPPER/CASE:!!\": invalid reference format"] },
        { Make.Docker("a", ""), ["spec.tags[a].from.name: Required value"] },
        { Make.From("a", "", "x/y"), ["spec.tags[a].from.kind: Required value: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'"] },
        { Make.FromTag("a", "s:b").Scheduled(), ["spec.tags[a].importPolicy.scheduled: Invalid value: true: only tags pointing to Docker repositories may be scheduled for background import"] },
        { Make.Docker("a", "x/y") with { ReferencePolicy = new TagReferencePolicy { Type = "Bogus" } }, ["spec.tags[a].referencePolicy.type: Invalid value: \"Bogus\": valid values are \"Source\", \"Local\""] },
        { Make.Docker("a", "x/y") with { ImportPolicy = new TagImportPolicy { ImportMode = "x" } }, ["spec.tags[a].importPolicy.importMode: Invalid value: \"x\": invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal'"] },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void Validate_OfATag_NamesTheField(TagReference tag, string[] expected) =>
        ImageStreamValidation.Validate(Make.Stream(tag), ValidationRules.Default).Lines().Should().Equal(expected);

    [Theory]
    [InlineData("a/b/c/d:tag@sha256:nope!!", "invalid reference format")]
    [InlineData("h/many:t001", "the repository name may not contain a tag")]
    [InlineData("h/many@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "the repository name may not contain an ID")]
    public void Validate_OfTheRepository_WantsOne(string repository, string expected)
    {
        var stream = Make.Stream() with { Spec = new ImageStreamSpec { DockerImageRepository = repository } };

        ImageStreamValidation.Validate(stream, ValidationRules.Default).Lines()
            .Should().Equal($"spec.dockerImageRepository: Invalid value: \"{repository}\": {expected}");
    }

    [Fact]
    public void Validate_OfTheStatus_WantsReferencesThatParse()
    {
        var stream = Make.Stream().With(Make.History("latest", "x/y|1|1", "|1|1"), Make.History("b", "!!|1|1"));

        ImageStreamValidation.Validate(stream, ValidationRules.Default).Lines().Should().Equal(
            "status.tags[b].items[0].dockerImageReference: Invalid value: \"!!\": invalid reference format",
            "status.tags[latest].items[1].dockerImageReference: Required value");
    }

    [Fact]
    public void Validate_OfManyMistakes_ListsThemInTheOrderOfTheDocument()
    {
        // the record of create tag-multierror, word for word
        var sent = new ImageStream
        {
            Metadata = new ObjectMeta { Name = "Bad_Name!", Namespace = "golden" },
            Spec = new ImageStreamSpec
            {
                DockerImageRepository = "!!",
                Tags =
                [
                    Make.Docker("c", "x/y") with { ReferencePolicy = new TagReferencePolicy { Type = "Bogus" }, ImportPolicy = new TagImportPolicy { ImportMode = "x" } },
                    Make.From("a/b", "Foo", ""),
                ],
            },
        };
        var stream = StreamPreparation.ForCreate(sent, StatusSource.Stored, ImportModes.Legacy);

        var causes = ImageStreamValidation.Validate(TagEvaluator.Evaluate(null, stream, Make.NoSources, Make.Context), ValidationRules.Default);

        FieldErrors.Join(causes).Should().Be(
            "[[]: Internal error: imagestreams \"Bad_Name!\" is invalid: spec.tags[a/b].from.name: Invalid value: \"\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>, "
            + "metadata.name: Invalid value: \"Bad_Name!\": must match \"[a-z0-9]+(?:[._-][a-z0-9]+)*\", "
            + "spec.dockerImageRepository: Invalid value: \"!!\": invalid reference format, "
            + "spec.tags[a/b].from.name: Required value, "
            + "spec.tags[a/b].from.kind: Required value: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag', "
            + "spec.tags[c].referencePolicy.type: Invalid value: \"Bogus\": valid values are \"Source\", \"Local\", "
            + "spec.tags[c].importPolicy.importMode: Invalid value: \"x\": invalid import mode, valid modes are '', 'Legacy', 'PreserveOriginal']");
    }

    [Fact]
    public void Validate_OfAnUnknownKind_NamesBothMistakes()
    {
        // V105
        var stream = StreamPreparation.ForCreate(Make.Stream(Make.From("t", "Foo", "x")), StatusSource.Stored, ImportModes.Legacy);

        ImageStreamValidation.Validate(TagEvaluator.Evaluate(null, stream, Make.NoSources, Make.Context), ValidationRules.Default).Lines().Should().Equal(
            "[]: Internal error: imagestreams \"s\" is invalid: spec.tags[t].from.name: Invalid value: \"x\": must be of the form <tag>, <repo>:<tag>, <id>, or <repo>@<id>",
            "spec.tags[t].from.kind: Required value: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'");
    }

    [Fact]
    public void Validate_WithAllowedRegistries_RefusesOthersUnlessTheOldStreamHasThem()
    {
        var rules = new ValidationRules { Registries = new AllowedRegistries([new AllowedRegistry("quay.io", false)]) };
        var old = Make.Stream(Make.Docker("a", "old.io/x/y:1")).With(Make.History("b", $"was.io/x/y@{A}|{A}|1"));
        var stream = Make.Stream(Make.Docker("a", "old.io/x/y:2"), Make.Docker("b", "was.io/x/z:1"), Make.Docker("c", "quay.io/x")) with
        {
            Status = old.Status,
        };

        const string Refused = "Forbidden: registry \"was.io\" not allowed by whitelist: \"quay.io:443\"";
        ImageStreamValidation.Validate(stream, rules).Lines().Should().HaveCount(3);
        ImageStreamValidation.Validate(stream, rules.Knowing(old)).Lines().Should().Equal($"spec.tags[b].from.name: {Refused}");
        ImageStreamValidation.Validate(Make.Stream().With(Make.History("b", $"was.io/x/y@{A}|{A}|1", "was.io/x/y|2|1")), rules.KnowingStatus(old)).Lines()
            .Should().Equal($"status.tags[b].items[1].dockerImageReference: {Refused}");
    }

    [Fact]
    public void Validate_OfAnInsecureTagOrStream_DoesNotMindThePort()
    {
        var rules = new ValidationRules { Registries = new AllowedRegistries([new AllowedRegistry("quay.io", false)]) };
        var tag = Make.Docker("a", "quay.io:80/x");

        ImageStreamValidation.Validate(Make.Stream(tag), rules).Should().HaveCount(1);
        ImageStreamValidation.Validate(Make.Stream(tag with { ImportPolicy = new TagImportPolicy { Insecure = true } }), rules).Should().BeEmpty();
        ImageStreamValidation.Validate(Make.Stream(tag).Annotated(ImageAnnotations.InsecureRepository, "true"), rules).Should().BeEmpty();
    }
}
