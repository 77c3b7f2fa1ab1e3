using ImageStreams.Entities;

namespace ImageStreams.ApiServer.Tests;

public sealed class OwnerTranslationTests
{
    private const string Served = "image.openshift.io/v1";
    private const string Stored = "image.openshift.io/v1stored";
    private static readonly string Hex = new('a', 64);

    public static TheoryData<string, string, string, string, string> BothWays { get; } = new()
    {
        { "Image", Served, $"sha256:{Hex}", Stored, $"sha256-{Hex}" },
        { "ImageStream", Served, "foo_bar", Stored, "foo--5fbar" },
        { "ImageStream", Served, "plain", Stored, "plain" },
        { "ConfigMap", "v1", "foo_bar", "v1", "foo_bar" },
        { "Image", "other.example.com/v1", "a_b", "other.example.com/v1", "a_b" },
        { "ImageStreamTag", Served, "a:b", Served, "a:b" }, // not stored, so nothing of it can be looked up
    };

    [Theory]
    [MemberData(nameof(BothWays))]
    public void ToStoredAndBack_ChangesVersionAndNameTogether(string kind, string served, string servedName, string stored, string storedName)
    {
        var owner = new OwnerReference { ApiVersion = served, Kind = kind, Name = servedName, Uid = "u", Controller = true };

        var there = OwnerTranslation.ToStored(owner);

        there.Should().Be(owner with { ApiVersion = stored, Name = storedName });
        OwnerTranslation.ToServed(there).Should().Be(owner);
    }

    [Theory]
    [InlineData("foo_bar")] // the store cannot have stored this
    [InlineData("foo--zz")] // our mapping does not make this
    public void ToServed_OfANameThatTheMappingNeverMakes_LeavesTheVersionToo(string name)
    {
        var owner = new OwnerReference { ApiVersion = Stored, Kind = "ImageStream", Name = name };

        OwnerTranslation.ToServed(owner).Should().Be(owner);
    }

    [Fact]
    public void ToStored_OfANameThatCannotBeStored_LeavesTheVersionToo()
    {
        var owner = new OwnerReference { ApiVersion = Served, Kind = "Image", Name = $"sha256-{Hex}" };

        OwnerTranslation.ToStored(owner).Should().Be(owner);
    }
}
