using ImageStreams.Entities;

namespace ImageStreams.Images.Tests;

public sealed class ImageLimitsTests
{
    [Fact]
    public void Of_SeveralRanges_TakesTheSmallestThatIsAQuantity()
    {
        var limits = ImageLimits.Of(
        [
            Range("openshift.io/Image", "storage", "2Mi"), Range("openshift.io/Image", "storage", "1Ki"), Range("openshift.io/Image", "storage", "many"),
            Range("Pod", "storage", "1"), Range("openshift.io/ImageStream", "openshift.io/images", "5"), new LimitRange(),
        ]);

        (limits.MaxSize.ToString(), limits.MaxImages.ToString(), limits.MaxTags).Should().Be(("1Ki", "5", null));
    }

    [Theory]
    [InlineData(1024L, null)]
    [InlineData(null, null)]
    [InlineData(5166L, "requested usage of storage exceeds the maximum limit per openshift.io/Image (5166 > 1Ki)")]
    public void FindProblem_OfAnImage_IsItsSize(long? size, string? expected) =>
        ImageLimits.Of([Range("openshift.io/Image", "storage", "1Ki")]).FindProblem(new Image { DockerImageMetadata = new DockerImage { Size = size } }).Should().Be(expected);

    [Fact]
    public void FindProblem_OfAStream_CountsDifferentReferencesAndImages()
    {
        var limits = ImageLimits.Of([Range("openshift.io/ImageStream", "openshift.io/images", "1"), Range("openshift.io/ImageStream", "openshift.io/image-tags", "2")]);
        var same = Make.Stream(Make.Docker("a", "ruby"), Make.Docker("b", "docker.io/library/ruby:latest"), Make.FromTag("c", "x:y"), Make.FromTag("d", "x:y").In("ns"), Make.FromTag("e", "a"), Make.Docker("f", "!!"))
            .With(Make.History("a", "r|1|1", "s|1|1", "t||1"));
        var more = Make.Stream(Make.Docker("a", "ruby"), Make.Docker("b", "ruby:2"), Make.FromImage("c", "x@1")).With(Make.History("a", "r|1|1", "s|2|1"));

        limits.FindProblem(null, same).Should().BeNull();
        limits.FindProblem(null, more).Should().Be(
            "[requested usage of openshift.io/images exceeds the maximum limit per openshift.io/ImageStream (2 > 1), "
            + "requested usage of openshift.io/image-tags exceeds the maximum limit per openshift.io/ImageStream (3 > 2)]");
    }

    [Fact]
    public void FindProblem_OfAStreamThatIsTooLargeAlready_IsOnlyWhatIsNew()
    {
        var limits = ImageLimits.Of([Range("openshift.io/ImageStream", "openshift.io/image-tags", "1")]);
        var old = Make.Stream(Make.Docker("a", "a"), Make.Docker("b", "b"), Make.Docker("c", "c"));

        limits.FindProblem(old, old).Should().BeNull();
        limits.FindProblem(old, Make.Stream(Make.Docker("a", "a"), Make.Docker("b", "b"))).Should().BeNull("it shrinks");
        limits.FindProblem(old, Make.Stream(Make.Docker("a", "a"), Make.Docker("b", "new"))).Should().EndWith("(2 > 1)");
    }

    [Fact]
    public void StreamUsage_OfNothing_IsNothing() => (StreamUsage.Of(null).Images.Count, StreamUsage.Of(null).References.Count).Should().Be((0, 0));

    [Theory]
    [InlineData("2", "2", "1", null)]
    [InlineData("2", "2", "2", "exceeded quota: q, requested: openshift.io/imagestreams=1, used: openshift.io/imagestreams=2, limited: openshift.io/imagestreams=2")]
    [InlineData("9", "2", "2", "exceeded quota: q, requested: openshift.io/imagestreams=1, used: openshift.io/imagestreams=2, limited: openshift.io/imagestreams=2")]
    [InlineData("2", null, "2", "exceeded quota: q, requested: openshift.io/imagestreams=1, used: openshift.io/imagestreams=2, limited: openshift.io/imagestreams=2")]
    [InlineData("2", "2", null, "status unknown for quota: q, resources: openshift.io/imagestreams")]
    public void FindProblem_OfAQuota_IsWhatItsStatusSays(string wanted, string? hard, string? used, string? expected)
    {
        var quota = Quota(wanted, hard, used);

        StreamQuota.Applies(quota).Should().BeTrue();
        StreamQuota.FindProblem(quota).Should().Be(expected);
    }

    [Fact]
    public void Applies_OnlyToStreams()
    {
        StreamQuota.Applies(new ResourceQuota { Spec = new() { Hard = new Dictionary<string, string> { ["pods"] = "1" } } }).Should().BeFalse();
        StreamQuota.Applies(Quota("1", null, null) with { Spec = Quota("1", null, null).Spec! with { Scopes = ["BestEffort"] } }).Should().BeFalse();
        StreamQuota.Applies(Quota("1", null, null) with { Spec = Quota("1", null, null).Spec! with { ScopeSelector = new() } }).Should().BeFalse();
        StreamQuota.UsageWithOneMore(Quota("9", null, "3")).Should().Be("4");
    }

    private static ResourceQuota Quota(string wanted, string? hard, string? used) => new()
    {
        Metadata = new ObjectMeta { Name = "q" },
        Spec = new ResourceQuotaSpec { Hard = Amounts(wanted) },
        Status = new ResourceQuotaStatus { Hard = Amounts(hard), Used = Amounts(used) },
    };

    private static Dictionary<string, string>? Amounts(string? amount) => amount is null ? null : new() { [StreamQuota.Resource] = amount };

    private static LimitRange Range(string type, string resource, string max) => new()
    {
        Spec = new LimitRangeSpec { Limits = [new LimitRangeItem { Type = type, Max = new Dictionary<string, string> { [resource] = max } }] },
    };
}
