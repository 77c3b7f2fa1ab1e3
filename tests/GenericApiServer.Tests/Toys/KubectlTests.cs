using System.Diagnostics;
using ImageStreams.TestKit;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>What the real kubectl makes of discovery, OpenAPI, tables and patches.</summary>
public sealed class KubectlTests
{
    [PeerFact("kubectl")]
    public async Task ApiResources_ShowsWhatIsServed()
    {
        await using var api = await ToyServer.StartAsync();

        var (output, _) = await KubectlAsync(api, "", "api-resources", "--no-headers");

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Should().BeEquivalentTo("toychecks toys.example.com/v1 false ToyCheck", "toys ty toys.example.com/v1 true Toy");
    }

    [PeerFact("kubectl")]
    public async Task Explain_FindsKindAndFields()
    {
        await using var api = await ToyServer.StartAsync();

        var (kind, _) = await KubectlAsync(api, "", "explain", "ty");
        var (field, _) = await KubectlAsync(api, "", "explain", "toys.spec.colour");

        kind.Should().Contain("GROUP:      toys.example.com").And.Contain("KIND:       Toy").And.Contain("Something to play with.");
        field.Should().Contain("FIELD: colour <string>").And.Contain("Colour of the toy.");
    }

    [PeerFact("kubectl")]
    public async Task Apply_CreatesThenPatches_AndGetPrintsTheTable()
    {
        await using var api = await ToyServer.StartAsync();

        var (created, _) = await KubectlAsync(api, Toy("red"), "apply", "-f", "-");
        var (same, _) = await KubectlAsync(api, Toy("red"), "apply", "-f", "-");
        var (changed, _) = await KubectlAsync(api, Toy("blue"), "apply", "-f", "-");
        var (table, _) = await KubectlAsync(api, "", "get", "toys");
        var (yaml, _) = await KubectlAsync(api, "", "get", "toy", "car", "-o", "jsonpath={.spec.colour}");
        var (deleted, _) = await KubectlAsync(api, "", "delete", "toy", "car", "--wait=false");
        var (_, error) = await KubectlAsync(api, "", "get", "toy", "car");

        created.Trim().Should().Be("toy.toys.example.com/car created");
        same.Trim().Should().Be("toy.toys.example.com/car unchanged");
        changed.Trim().Should().Be("toy.toys.example.com/car configured");
        string.Join(' ', table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)).Should().Be("NAME COLOUR AGE car blue 5h");
        yaml.Should().Be("blue");
        deleted.Should().Contain("\"car\" deleted");
        error.Trim().Should().Be("Error from server (NotFound): toys.toys.example.com \"car\" not found");
    }

    private static string Toy(string colour) =>
        $$$"""{"apiVersion":"toys.example.com/v1","kind":"Toy","metadata":{"name":"car","namespace":"default"},"spec":{"colour":"{{{colour}}}"}}""";

    private static async Task<(string Output, string Error)> KubectlAsync(TestApi api, string input, params IReadOnlyList<string> arguments)
    {
        using var home = new TemporaryFolder();
        using var process = Process.Start(new ProcessStartInfo("kubectl", ["--server", api.Address.ToString(), "--cache-dir", home.Path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KUBECONFIG"] = Path.Combine(home.Path, "none"), ["HOME"] = home.Path },
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (await output, await error);
    }
}
