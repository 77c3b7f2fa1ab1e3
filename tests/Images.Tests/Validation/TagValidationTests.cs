using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class TagValidationTests
{
    private const string OnlyAnnotations = "metadata: Invalid value: \"\": may not update fields other than metadata.annotations";
    private const string OnlySpec = ": Invalid value: \"\": may not update fields other than spec";
    private static readonly Dictionary<string, string> Some = new() { ["a"] = "b" };
    private static readonly ObjectMeta Shown = new() { Name = "s:t", Uid = "u", Labels = Some };

    [Theory]
    [InlineData(null, "metadata.name: Required value: name or generateName is required")]
    [InlineData("a/b:c", "metadata.name: Invalid value: \"a/b:c\": may not contain '/'")]
    [InlineData("a%b:c", "metadata.name: Invalid value: \"a%b:c\": may not contain '%'")]
    public void ValidateNew_OfABadName_Says(string? name, string cause)
    {
        var metadata = new ObjectMeta { Name = name };

        New(new ImageStreamTag { Metadata = metadata }).Should().Equal(cause);
        New(new ImageTag { Metadata = metadata, Spec = new TagReference { Name = "t" } }).Should().Equal(cause);
    }

    [Fact]
    public void ValidateNew_LooksAtTheTag()
    {
        var metadata = new ObjectMeta { Name = "s:t" };
        var bad = Make.From("t", "Foo", "x");

        New(new ImageStreamTag { Metadata = metadata, Tag = bad }).Should().Equal($"tag.from.kind: Required value: {TagReferenceValidation.KnownKinds}");
        New(new ImageTag { Metadata = metadata, Spec = bad }).Should().Equal($"spec.from.kind: Required value: {TagReferenceValidation.KnownKinds}");
        New(new ImageStreamTag { Metadata = metadata }).Should().BeEmpty("it only makes sure of the stream");
        New(new ImageTag { Metadata = metadata }).Should().Equal("spec: Required value: spec is a required field during creation");
        New(new ImageTag { Metadata = metadata, Spec = Make.Docker("other", "x") }).Should().Equal("spec.name: Invalid value: \"other\": must match image tag name");
    }

    [Fact]
    public void ValidateNew_OfTwoSortsOfAnnotations_WantsThemEqual()
    {
        const string Cause = "tag.annotations: Invalid value: \"<map>\": tag annotations must not be provided or must be equal to the object meta annotations";
        var (bare, annotated) = (new ObjectMeta { Name = "s:t" }, new ObjectMeta { Name = "s:t", Annotations = Some });
        var tag = Make.Docker("t", "x");

        New(new ImageStreamTag { Metadata = bare, Tag = tag.Annotated("a", "b") }).Should().Equal(Cause);
        New(new ImageStreamTag { Metadata = annotated, Tag = tag.Annotated("a", "c") }).Should().Equal(Cause);
        New(new ImageStreamTag { Metadata = annotated, Tag = tag.Annotated("a", "b") }).Should().BeEmpty();
        New(new ImageStreamTag { Metadata = annotated, Tag = tag }).Should().BeEmpty();
    }

    [Fact]
    public void Complete_FillsInWhatNeedNotBeSent()
    {
        var sent = new ImageStreamTag { Metadata = new() { Name = "s:t", Annotations = Some }, Tag = Make.Docker("t", "x").Annotated("other", "y") };

        var complete = ImageStreamTagValidation.Complete(sent, new ImageStreamTag { Metadata = Shown });

        complete.Metadata!.Labels.Should().Equal(Some);
        complete.Tag.Value!.Annotations.Value.Should().Equal(Some);
        Changed(complete).Should().BeEmpty();
    }

    [Fact]
    public void ValidateChange_OfAnImageStreamTag_AllowsAnnotationsAndTag()
    {
        Changed(new ImageStreamTag { Metadata = Shown with { Annotations = Some }, Tag = Make.Docker("t", "x").Annotated("a", "b") }).Should().BeEmpty();
        Changed(new ImageStreamTag { Metadata = Shown with { Uid = null, ResourceVersion = "9", Generation = 9, CreationTimestamp = Make.Now } }).Should().BeEmpty();
        Changed(new ImageStreamTag { Metadata = Shown with { Labels = null } }).Should().Equal(OnlyAnnotations);
        Changed(new ImageStreamTag { Metadata = Shown with { Finalizers = ["f"] } }).Should().Equal(OnlyAnnotations);
        Changed(new ImageStreamTag { Metadata = Shown with { OwnerReferences = [new OwnerReference { Name = "o" }] } }).Should().Equal(OnlyAnnotations);
        Changed(new ImageStreamTag { Metadata = Shown with { Uid = "other" } })
            .Should().Equal("metadata.uid: Invalid value: \"other\": field is immutable", OnlyAnnotations);
        Changed(new ImageStreamTag { Metadata = Shown, Tag = Make.From("t", "Foo", "x") }).Should().ContainSingle().Which.Should().StartWith("tag.from.kind");
    }

    [Fact]
    public void ValidateChange_OfAnImageTag_AllowsTheSpec()
    {
        var shown = new ImageTag { Metadata = Shown, Status = Make.History("t", "r|i|1") };

        Changed(shown with { Spec = Make.Docker("t", "x") }, shown).Should().BeEmpty();
        Changed(shown with { Spec = default }, shown).Should().BeEmpty("the tag leaves the spec");
        Changed(shown with { Spec = Make.Docker("other", "x") }, shown).Should().ContainSingle().Which.Should().StartWith("spec.name");
        Changed(shown with { Metadata = Shown with { Annotations = Some } }, shown).Should().Equal($"metadata{OnlySpec}");
        Changed(shown with { Metadata = Shown with { Labels = null } }, shown).Should().Equal($"metadata{OnlySpec}");
        Changed(shown with { Status = default }, shown).Should().Equal($"status{OnlySpec}");
        Changed(shown with { Status = Make.History("t", "r|i|2") }, shown).Should().Equal($"status{OnlySpec}");
        Changed(shown with { Status = Make.History("t", "r|i|1") }, shown).Should().BeEmpty();
    }

    private static string[] New(ImageStreamTag tag) => ImageStreamTagValidation.ValidateNew(tag, ValidationRules.Default, insecure: false).Lines();

    private static string[] New(ImageTag tag) => ImageTagValidation.ValidateNew(tag, "t", ValidationRules.Default, insecure: false).Lines();

    private static string[] Changed(ImageStreamTag tag) =>
        ImageStreamTagValidation.ValidateChange(tag, new ImageStreamTag { Metadata = Shown }, ValidationRules.Default, insecure: false).Lines();

    private static string[] Changed(ImageTag tag, ImageTag shown) =>
        ImageTagValidation.ValidateChange(tag, shown, "t", ValidationRules.Default, insecure: false).Lines();
}
