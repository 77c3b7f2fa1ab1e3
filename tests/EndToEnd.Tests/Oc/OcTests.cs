using ImageStreams.LocalRegistry;

namespace ImageStreams.EndToEnd.Tests;

/// <summary>
/// <c>oc</c>, as it is, with our API: what it prints, and what its commands leave behind. The commands stand in <c>testdata/oc</c>, one file for each test,
/// and are played in a namespace of its own.
/// </summary>
public abstract class OcTests(OcPlane plane)
{
    [OcFact]
    public Task Get_ShowsStreamsTagsAndImages() => PlayAsync("get");

    [OcFact]
    public Task Describe_ShowsThemInFull() => PlayAsync("describe");

    [OcFact]
    public Task Create_MakesStreamsAndTags() => PlayAsync("create");

    [OcFact]
    public Task ImportImage_ImportsWhatItIsTold() => PlayAsync("import-image");

    [OcFact]
    public Task Tag_PointsTagsAtSources() => PlayAsync("tag");

    [OcFact]
    public Task SetImageLookup_SwitchesStreamsAndWorkloads() => PlayAsync("set-image-lookup");

    [OcFact]
    public Task ImageInfo_ShowsTheImageOfATag() => PlayAsync("image-info");

    [OcFact]
    public Task AdmTop_MeasuresImagesAndStreams() => PlayAsync("adm-top");

    [OcFact]
    public async Task AdmPrune_RemovesWhatNobodyUses_FromTheRegistryToo()
    {
        foreach (var seed in Enumerable.Range(500, 5))
        {
            await plane.PushAsync("oc-adm-prune/app", $"{seed}", SampleImage.Create(seed));
        }

        await PlayAsync("adm-prune");
    }

    [OcFact]
    public Task OtherCommands_WorkUnlessOnlyOpenShiftHasTheKind() => PlayAsync("others");

    [OcFact]
    public Task TheSessionOfTheOldestGuide_PrintsTheSame() => PlayAsync("guide");

    private async Task PlayAsync(string name)
    {
        var shell = await plane.ShellAsync($"oc-{name}");
        try
        {
            await Transcript.Read(name).PlayAsync(shell);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The log of the process:\n{plane.Process.Log}", e);
        }
    }
}
