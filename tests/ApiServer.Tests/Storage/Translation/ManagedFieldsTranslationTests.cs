using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.ApiServer.Tests;

public sealed class ManagedFieldsTranslationTests
{
    private const string Served = "image.openshift.io/v1";
    private const string Stored = "image.openshift.io/v1stored";

    [Fact]
    public void ToServed_HidesOurOwnEntriesAndShowsTheServedVersion()
    {
        var served = ManagedFieldsTranslation.ToServed([Entry("kubectl", Stored), Entry("imagestreams-apiserver", Stored), Entry("old", Served, "Apply")]);

        Texts(served).Should().Equal(Texts([Entry("kubectl", Served), Entry("old", Served, "Apply")]));
    }

    [Fact]
    public void ToServed_OfNothingButOurOwn_IsNothing() =>
        ManagedFieldsTranslation.ToServed([Entry("imagestreams-apiserver", Stored)]).Should().BeNull();

    [Fact]
    public void ToServed_OfTwoUpdatesThatOnlyTheVersionToldApart_MergesThem()
    {
        var older = Entry("kubectl", Served, fields: """{"f:spec":{"f:a":{}}}""") with { Time = DateTimeOffset.UnixEpoch };
        var newer = Entry("kubectl", Stored, fields: """{"f:spec":{"f:b":{}},"f:metadata":{}}""") with { Time = DateTimeOffset.UnixEpoch.AddDays(1) };

        var served = ManagedFieldsTranslation.ToServed([older, newer])!.Should().ContainSingle().Subject;

        served.Time.Should().Be(newer.Time);
        served.FieldsV1.ToString().Should().Be("""{"f:spec":{"f:a":{},"f:b":{}},"f:metadata":{}}""");
    }

    [Theory]
    [InlineData("Update", "status")] // another door
    [InlineData("Apply", null)] // an applier is one whatever the version
    public void ToServed_OfEntriesThatOtherThingsTellApart_KeepsBoth(string operation, string? subresource)
    {
        var served = ManagedFieldsTranslation.ToServed([Entry("kubectl", Stored), Entry("kubectl", Stored, operation) with { Subresource = subresource }]);

        served.Should().HaveCount(2);
    }

    [Fact]
    public void ToStored_OfWhatWasServed_IsWhatIsStored()
    {
        IReadOnlyList<ManagedFieldsEntry> stored =
            [Entry("kubectl", Served), Entry("kubectl", Stored, fields: """{"f:spec":{}}"""), Entry("imagestreams-apiserver", Stored)];

        ManagedFieldsTranslation.ToStored(ManagedFieldsTranslation.ToServed(stored), stored).Should().BeSameAs(stored);
    }

    [Fact]
    public void ToStored_OfChangedEntries_KeepsTheHiddenOnes()
    {
        IReadOnlyList<ManagedFieldsEntry> stored = [Entry("a", Stored), Entry("imagestreams-apiserver", Stored)];

        var sent = ManagedFieldsTranslation.ToStored([Entry("b", Served, "Apply")], stored);

        Texts(sent).Should().Equal(Texts([Entry("b", Stored, "Apply"), Entry("imagestreams-apiserver", Stored)]));
    }

    [Fact]
    public void ToStored_OfNone_LeavesThemToTheStore() => ManagedFieldsTranslation.ToStored(null, [Entry("a", Stored)]).Should().BeNull();

    [Fact]
    public void ToStored_OfOneEmptyEntry_AsksTheStoreToForgetThem()
    {
        IReadOnlyList<ManagedFieldsEntry> reset = [new ManagedFieldsEntry()];

        ManagedFieldsTranslation.ToStored(reset, [Entry("imagestreams-apiserver", Stored)]).Should().BeSameAs(reset);
    }

    private static IEnumerable<string> Texts(IReadOnlyList<ManagedFieldsEntry>? entries) =>
        entries!.Select(e => JsonSerializer.Serialize(e, EntitiesJsonContext.Default.ManagedFieldsEntry));

    private static ManagedFieldsEntry Entry(string manager, string version, string operation = "Update", string fields = """{"f:metadata":{}}""") => new()
    {
        Manager = manager,
        ApiVersion = version,
        Operation = operation,
        FieldsType = "FieldsV1",
        FieldsV1 = JsonDocument.Parse(fields).RootElement,
    };
}
