using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What kubectl does with the objects of any kind, done with each kind that can be listed.</summary>
[Collection(ClusterCollection.Name)]
public sealed class KubectlKindTests(TestCluster clusters)
{
    public static TheoryData<PlaneKind, string> Kinds { get; } = SampledKind.With("list");

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Get_InEveryForm(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        string[] names = [await OwnAsync(place, kind, "a"), await OwnAsync(place, kind, "b")];
        var get = $"get {resource} -n {place.Namespace} -l own={place.Namespace}";

        async Task<IEnumerable<string>> FirstsAsync(string form) => (await kubectl.LinesAsync($"{get} --no-headers {form}")).Select(l => l.Split(' ')[0]);

        (await FirstsAsync("--sort-by=.metadata.name -o wide")).Should().BeEquivalentTo(names);
        (await FirstsAsync("-o custom-columns=N:.metadata.name")).Should().BeEquivalentTo(names);
        (await FirstsAsync("-o name --chunk-size=1")).Should().BeEquivalentTo(names.Select(n => $"{resource[..^1]}.image.openshift.io/{n}"));
        (await kubectl.RunAsync($"{get} -o jsonpath={{.items[*].metadata.name}}")).Split(' ').Should().BeEquivalentTo(names);
        (await kubectl.RunAsync($"{get} -o yaml")).Should().Contain($"kind: {kind.Kind}\n").And.NotContain("managedFields:");
        (await kubectl.RunAsync($"{get} -o json --show-managed-fields")).Contains("\"managedFields\":", StringComparison.Ordinal)
            .Should().Be(resource != "imagestreamtags", "such a tag is none of its stream's managers");
    }

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Get_ThatWatches_ShowsWhatChanges(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        var name = await OwnAsync(place, kind, "a");

        var lines = await kubectl.WatchAsync($"get {resource} -n {place.Namespace} -l own={place.Namespace} -w -o wide", 2, async () =>
        {
            var answer = kind.IsNamespaced
                ? await place.Admin.PostAsync(place.Tags("imagestreammappings"), SampledKind.Mapping("a", Objects.UniqueImage()))
                : await place.Admin.MergeAsync(kind.Path(place, name), Objects.Parse("{metadata: {annotations: {a: b}}}"));
            answer.Expect(kind.IsNamespaced ? 201 : 200);
        });

        lines.Select(l => l.Split(' ')[0]).Should().Equal("NAME", name, name);
    }

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Wait_ForAFieldAndForTheEnd(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        var name = await kind.ExistingAsync(place, "a");
        var wait = $"wait {resource}/{name} -n {place.Namespace} --timeout=30s";

        (await kubectl.LinesAsync($"{wait} --for=jsonpath={{.metadata.name}}={name}")).Should().Equal($"{resource[..^1]}.image.openshift.io/{name} condition met");
        var end = kubectl.TryAsync($"{wait} --for=delete");
        (await place.Admin.DeleteAsync(kind.Path(place, name))).Expect(200);

        (await end).Code.Should().Be(0);
    }

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Patch_Annotate_Label_AndEdit(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        var name = await kind.ExistingAsync(place, "a");
        var (target, owner) = ($"{resource}/{name} -n {place.Namespace}", resource == "imagetags" ? "spec" : "metadata");

        async Task<string?> NoteAsync() => (await place.Admin.GetAsync(kind.Path(place, name))).Expect(200).At($"{owner}/annotations/note");

        foreach (var (type, patch) in ((string, string)[])
        [
            ("merge", $$$$"""{"{{{{owner}}}}":{"annotations":{"note":"merge"}}}"""),
            ("strategic", $$$$"""{"{{{{owner}}}}":{"annotations":{"note":"strategic"}}}"""),
            ("json", $$"""[{"op":"replace","path":"/{{owner}}/annotations/note","value":"json"}]"""),
        ])
        {
            (await kubectl.LinesAsync($"patch {target} --type={type} -p {patch}")).Should().ContainSingle().Which.Should().EndWith(" patched");
            (await NoteAsync()).Should().Be(type);
        }

        var edited = await kubectl.TryAsync($"edit {target}", editor: "sed -i s/json/edited/");
        var annotated = await kubectl.TryAsync($"annotate {target} note=annotated --overwrite");
        var labeled = await kubectl.TryAsync($"label {target} l=1");

        edited.Output.Should().Contain(" edited", edited.Complaints);
        (await NoteAsync()).Should().Be(resource == "imagetags" ? "edited" : "annotated");
        annotated.Code.Should().Be(resource == "imagetags" ? 1 : 0, "notes of an imagetag are in its spec: {0}", annotated.Complaints);
        labeled.Code.Should().Be(resource.EndsWith("tags", StringComparison.Ordinal) ? 1 : 0, "the labels of a tag are its stream's: {0}", labeled.Complaints);
    }

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Apply_OfWhatIsNew_AndDiff(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        var document = await kind.NewAsync(place);
        var (file, name) = ($"-n {place.Namespace} -f {kubectl.File("new.json", document.ToJsonString())}", $"{resource[..^1]}.image.openshift.io/{document.At("metadata/name")}");

        (await kubectl.LinesAsync($"apply --dry-run=server {file}")).Should().Equal($"{name} created (server dry run)");
        var diff = await kubectl.TryAsync($"diff {file}");
        (await kubectl.LinesAsync($"apply {file}")).Should().Equal($"{name} created");

        (diff.Code, diff.Complaints).Should().Be((1, ""));
        diff.Output.Should().Contain($"+kind: {kind.Kind}\n");
    }

    [PeerTheory("kubectl")]
    [EmbeddedPlane]
    [RealPlane]
    public async Task Apply_OfWhatIsThere_ChangesIt_AndConflicts(PlaneKind plane)
    {
        foreach (var resource in (string[])["images", "imagestreams"])
        {
            var (place, kind, kubectl) = await BeginAsync(plane, resource);
            using var running = kubectl;
            var document = await kind.NewAsync(place);
            var name = $"{resource[..^1]}.image.openshift.io/{document.At("metadata/name")}";
            var file = $"-n {place.Namespace} -f {kubectl.File("new.json", document.ToJsonString())}";
            (await kubectl.LinesAsync($"apply {file}")).Should().Equal($"{name} created");
            (await kubectl.LinesAsync($"apply {file}")).Should().Equal(resource == "images" ? $"{name} configured" : $"{name} unchanged"); // its metadata is replaced each time
            (await kubectl.TryAsync($"diff {file}")).Code.Should().Be(0);
            document["metadata"]!["annotations"] = Objects.Parse("{note: changed}");
            kubectl.File("new.json", document.ToJsonString());

            (await kubectl.TryAsync($"diff {file}")).Output.Should().Contain("+    note: changed");
            (await kubectl.LinesAsync($"apply {file}")).Should().Equal($"{name} configured");
            document["metadata"]!["annotations"]!["note"] = "other";
            kubectl.File("new.json", document.ToJsonString());
            var conflict = await kubectl.TryAsync($"apply --server-side --field-manager=other {file}");
            var forced = await kubectl.TryAsync($"apply --server-side --field-manager=other --force-conflicts {file}");

            (conflict.Code, forced.Code, forced.Output).Should().Be((1, 0, $"{name} serverside-applied\n"));
            conflict.Complaints.Should().Contain("conflict").And.Contain(".metadata.annotations.note");
        }
    }

    [PeerTheory("kubectl")]
    [MemberData(nameof(Kinds))]
    public async Task Delete_BySelector(PlaneKind plane, string resource)
    {
        var (place, kind, kubectl) = await BeginAsync(plane, resource);
        using var running = kubectl;
        var name = await OwnAsync(place, kind, "a");
        await kind.ExistingAsync(place, "b");

        var deleted = await kubectl.TryAsync($"delete {resource} -n {place.Namespace} -l own={place.Namespace}");

        deleted.Output.Should().Be($"{resource[..^1]}.image.openshift.io \"{name}\" deleted\n", deleted.Complaints);
        (await place.Admin.GetAsync(kind.Path(place, name))).Expect(404);
    }

    private async Task<(Place Place, SampledKind Kind, Kubectl Kubectl)> BeginAsync(PlaneKind plane, string resource)
    {
        var place = await clusters.PlaceAsync(plane);
        return (place, SampledKind.Of(resource), new Kubectl(place.Cluster));
    }

    /// <summary>An object that the label of the test's namespace selects; of tags, that is the label of their stream.</summary>
    private static async Task<string> OwnAsync(Place place, SampledKind kind, string stream)
    {
        var name = await kind.ExistingAsync(place, stream);
        var labeled = kind.IsNamespaced ? place.Path(stream) : kind.Path(place, name);
        (await place.Admin.MergeAsync(labeled, Objects.Parse($"{{metadata: {{labels: {{own: {place.Namespace}}}}}}}"))).Expect(200);
        return name;
    }
}
