using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer.Tests;

public sealed class SelectorTranslationTests
{
    private static readonly string Hex = new('b', 64);

    public static TheoryData<string, string, string> Selectors { get; } = new()
    {
        { "", "", "" },
        { $"metadata.name=sha256:{Hex}", $"metadata.name=sha256-{Hex}", "" },
        { "metadata.name!=foo_bar,metadata.namespace=n", "metadata.name!=foo--5fbar,metadata.namespace=n", "" },
        { "metadata.name=a,spec.dockerImageRepository=r", "metadata.name=a", "spec.dockerImageRepository=r" },
        { $"metadata.name=sha256-{Hex}", $"metadata.name=sha256-{Hex}", "" }, // see ListAsync_OfANameThatCannotBeStored
    };

    [Theory]
    [MemberData(nameof(Selectors))]
    public void ToStored_TakesNamesAndLeavesTheRestToUs(string sent, string stored, string ours)
    {
        var selector = FieldSelectorExpression.Parse(sent);

        SelectorTranslation.ToStored(selector).Should().Be(stored);
        SelectorTranslation.OursOf(selector).ToString().Should().Be(ours);
    }

    [Fact]
    public void Ensure_OfAFieldThatTheKindLacks_Refuses()
    {
        var ensure = () => SelectorTranslation.Ensure(FieldSelectorExpression.Parse("spec.x=1"), ["spec.dockerImageRepository"]);

        ensure.Should().Throw<ApiException>().Which.Status.Code.Should().Be(400);
    }
}
