using System.Text.RegularExpressions;

namespace ImageStreams.Architecture.Tests;

/// <summary>What a reviewer would otherwise say again and again.</summary>
public sealed partial class HouseRuleTests
{
    private const int LongestFile = 400;

    [Fact]
    public void Files_StayShort()
    {
        var tooLong = Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests"))
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile);

        tooLong.Should().BeEmpty();
    }

    [Fact]
    public void Namespaces_AreOnePerProject()
    {
        foreach (var file in Repository.SourceFiles("src"))
        {
            var project = Repository.Relative(file).Split('/')[1];
            var match = NamespaceDeclaration().Match(File.ReadAllText(file));

            if (match.Success)
            {
                match.Groups[1].Value.Should().Be($"ImageStreams.{project}", "of {0}", Repository.Relative(file));
            }
        }
    }

    [Fact]
    public void Folders_AreNotCalledRegistry() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "Registry", SearchOption.AllDirectories)
            .Should().BeEmpty("the word means two things here: Oci is for container registries, Storage for REST storage");

    [Fact]
    public void Environment_IsReadInHostingAlone()
    {
        var readers = Repository.SourceFiles("src")
            .Where(f => EnvironmentRead().IsMatch(File.ReadAllText(f)))
            .Select(Repository.Relative)
            .Where(f => !f.StartsWith("src/Operator/Hosting/", StringComparison.Ordinal)
                && !f.StartsWith("src/Kubernetes/Config/", StringComparison.Ordinal)); // KUBECONFIG, and what exec plugins inherit

        readers.Should().BeEmpty();
    }

    [Fact]
    public void Code_LeavesNothingForLater()
    {
        var left = Repository.SourceFiles("src").Where(f => LeftForLater().IsMatch(File.ReadAllText(f))).Select(Repository.Relative);

        left.Should().BeEmpty();
    }

    [Fact]
    public void Warnings_AreSuppressedOnlyWithAReason()
    {
        var bare = Repository.SourceFiles("src")
            .SelectMany(f => File.ReadLines(f).Where(l => BarePragma().IsMatch(l)).Select(l => $"{Repository.Relative(f)}: {l.Trim()}"));

        bare.Should().BeEmpty("a suppression says why, behind //");
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"Environment\.(GetEnvironmentVariable|GetCommandLineArgs)")]
    private static partial Regex EnvironmentRead();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"#pragma warning disable [^/]*$")]
    private static partial Regex BarePragma();
}
