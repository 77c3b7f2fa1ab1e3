using System.Reflection;
using System.Xml.Linq;

namespace ImageStreams.Architecture.Tests;

/// <summary>Arrows only point down: docs/architecture.md#the-map.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Entities"] = [],
        ["Oci"] = [],
        ["Kubernetes"] = ["Entities"],
        ["GenericApiServer"] = ["Entities"],
        ["LocalRegistry"] = ["Oci"],
        ["Images"] = ["Entities", "Oci"],
        ["Import"] = ["Images", "Oci", "Kubernetes", "Entities"],
        ["ControlPlane"] = ["GenericApiServer", "Entities"],
        ["ApiServer"] = ["GenericApiServer", "Import", "Images", "Kubernetes", "Entities"],
        ["Operator"] = ["ApiServer", "Import", "ControlPlane", "Images", "Kubernetes", "GenericApiServer", "LocalRegistry", "Oci", "Entities"],
        ["ControllerGen"] = ["Entities"],
    };

    private static readonly string[] MayServeHttp = ["GenericApiServer", "LocalRegistry", "ControlPlane", "ApiServer", "Operator"];

    public static TheoryData<string> Projects => new(Allowed.Keys);

    [Fact]
    public void EveryProject_StandsInTheMap() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName)
            .Should().BeEquivalentTo(Allowed.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfAProject_StandInTheMap(string project)
    {
        var references = ProjectFile(project).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

        references.Should().BeSubsetOf(Allowed[project]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AspNetCore_IsKnownOnlyToWhatServesHttp(string project)
    {
        var usesAspNet = ProjectFile(project).Descendants("FrameworkReference").Any();

        usesAspNet.Should().Be(MayServeHttp.Contains(project));
    }

    [Fact]
    public void CompiledAssemblies_ReferenceNothingBeyondTheMap()
    {
        foreach (var (project, allowed) in Allowed.Where(p => p.Key is not ("Operator" or "ControllerGen")))
        {
            var referenced = Assembly.Load($"ImageStreams.{project}").GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => n.StartsWith("ImageStreams.", StringComparison.Ordinal))
                .Select(n => n["ImageStreams.".Length..]);

            referenced.Should().BeSubsetOf(allowed, "{0} may know nothing else", project);
        }
    }

    [Fact]
    public void Images_KnowOfOciOnlyNamesAndManifests()
    {
        var uses = Repository.SourceFiles("src/Images").Where(f => UsesAny(f, "RegistryClient", "HttpClient", "TimeProvider", "ILogger", "DateTimeOffset.UtcNow"));

        uses.Select(Repository.Relative).Should().BeEmpty("rules are pure: data in, data out, time as a parameter");
    }

    private static bool UsesAny(string file, params string[] words)
    {
        var text = File.ReadAllText(file);
        return words.Any(w => text.Contains(w, StringComparison.Ordinal));
    }

    private static XDocument ProjectFile(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
}
