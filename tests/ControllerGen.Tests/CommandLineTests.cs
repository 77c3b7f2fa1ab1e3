namespace ImageStreams.ControllerGen.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("controllergen").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Run_CheckOfTheRepository_FindsNothingOutOfDate()
    {
        var exitCode = CommandLine.Run(["--check", Repository.Root], _output, _error);

        _output.ToString().Should().BeEmpty();
        exitCode.Should().Be(0);
    }

    [Fact]
    public void Run_CheckAfterWriting_Succeeds()
    {
        CommandLine.Run([_root], _output, _error).Should().Be(0);

        CommandLine.Run(["--check", _root], _output, _error).Should().Be(0);
    }

    [Fact]
    public void Run_CheckOfAChangedFile_FailsAndShowsTheLines()
    {
        CommandLine.Run([_root], TextWriter.Null, _error);
        var path = Path.Combine(_root, "config/crd/bases/image.openshift.io_imagestreams.yaml");
        File.WriteAllText(path, File.ReadAllText(path).Replace("scope: Namespaced", "scope: Cluster", StringComparison.Ordinal));

        var exitCode = CommandLine.Run(["--check", _root], _output, _error);

        exitCode.Should().Be(1);
        _output.ToString().Should().MatchRegex(@"^--- \S+\n\+\+\+ .*\n-\d+:   scope: Cluster\n\+\d+:   scope: Namespaced\n$");
        _error.ToString().Should().Contain("make generate");
    }

    [Fact]
    public void Run_CheckOfAMissingFile_FailsAndLeavesItMissing()
    {
        CommandLine.Run(["--check", _root], _output, _error).Should().Be(1);

        Directory.EnumerateFileSystemEntries(_root).Should().BeEmpty();
    }

    [Fact]
    public void Run_TwiceOverTheSameFolder_WritesOnlyOnce()
    {
        CommandLine.Run([_root], _output, _error);
        var written = _output.ToString();

        CommandLine.Run([_root], _output, _error);

        written.Should().Contain("definitions.json");
        _output.ToString().Should().Be(written);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("a", "b")]
    public void Run_WithArgumentsItDoesNotKnow_ShowsTheUsage(params string[] args)
    {
        CommandLine.Run(args, _output, _error).Should().Be(2);

        _error.ToString().Should().StartWith("Usage:");
    }
}
