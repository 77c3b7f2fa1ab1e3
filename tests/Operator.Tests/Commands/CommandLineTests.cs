using System.CommandLine;
using System.Diagnostics;

namespace ImageStreams.Operator.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("inspect")]
    [InlineData("inspect", "a", "b")]
    [InlineData("inspect", "--no-such-option", "a")]
    [InlineData("no-such-command")]
    [InlineData]
    public async Task Run_WithWrongUsage_ExitsWith2AndSaysWhy(params string[] arguments)
    {
        var result = await CommandResult.RunAsync(arguments);

        result.ExitCode.Should().Be(2);
        result.Error.Should().StartWith("error: ").And.Contain("--help");
        result.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Run_WithHelp_NamesEveryOptionWithItsVariable()
    {
        var result = await CommandResult.RunAsync("inspect", "--help");

        result.ExitCode.Should().Be(0);
        result.Output.Should().ContainAll("--insecure", "--authfile", "--platform", "--all", "--verify", "-o", "IMAGESTREAMS_AUTHFILE");
    }

    [Fact]
    public async Task Version_PrintsTheVersion()
    {
        var result = await CommandResult.RunAsync("version");

        result.ExitCode.Should().Be(0);
        result.Output.Should().MatchRegex(@"^imagestreams \d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("", 7)]
    [InlineData("--some-port=9", 9)]
    public async Task Number_WithoutEnvironment_IsTheArgumentOrTheDefault(string argument, int expected) =>
        (await RunWithPortAsync(argument)).Output.Should().Be($"{expected}");

    [Fact]
    public async Task Number_FromTheEnvironment_IsOverriddenByTheCommandLine()
    {
        Environment.SetEnvironmentVariable("IMAGESTREAMS_SOME_PORT", "8");
        try
        {
            (await RunWithPortAsync("")).Output.Should().Be("8");
            (await RunWithPortAsync("--some-port=9")).Output.Should().Be("9");

            Environment.SetEnvironmentVariable("IMAGESTREAMS_SOME_PORT", "eight");
            var wrong = await RunWithPortAsync("");
            wrong.ExitCode.Should().Be(2);
            wrong.Error.Should().Contain("IMAGESTREAMS_SOME_PORT").And.Contain("eight");
        }
        finally
        {
            Environment.SetEnvironmentVariable("IMAGESTREAMS_SOME_PORT", null);
        }
    }

    [Theory]
    [InlineData("inspect", "Not a Reference")]
    [InlineData("tag", "Not a Reference", "b")]
    public async Task Program_AsBuilt_Runs(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Executable, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(2);
        error.Should().Contain("is not an image reference");
    }

    internal static string Executable => Path.Combine(AppContext.BaseDirectory, "imagestreams");

    /// <summary>The repository that the tests were built in.</summary>
    internal static string RepositoryFolder
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Operator.sln")))
            {
                folder = Path.GetDirectoryName(folder)!;
            }

            return folder;
        }
    }

    private static async Task<CommandResult> RunWithPortAsync(string argument)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new CommandLine(Create).RunAsync(["test", .. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries)], output, error);
        return new CommandResult(exitCode, output.ToString(), error.ToString());

        static Command Create()
        {
            var port = CommandOption.Number("--some-port", "A port.", 7);
            var command = new Command("test") { port };
            command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(parsed.GetValue(port)));
            return command;
        }
    }
}
