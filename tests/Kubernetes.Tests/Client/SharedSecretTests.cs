using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.TestKit;

namespace ImageStreams.Kubernetes.Tests;

public sealed class SharedSecretTests : IAsyncLifetime
{
    private const string Path = "/api/v1/namespaces/ns/secrets/shared";

    private FakeCluster _cluster = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _cluster = await FakeCluster.StartAsync();
        _client = TestClients.To(_cluster.Server);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task TryShare_WithoutASecret_StoresWhatIsMade()
    {
        (await TryShareAsync("made")).Should().Be("made");

        Stored().Should().Be("made");
        _cluster.Find(Path)!["type"]!.ToString().Should().Be("example.com/type");
    }

    [Fact]
    public async Task TryShare_WithASecret_TakesIt_AndWritesNothing()
    {
        Store("stored");

        (await TryShareAsync("made")).Should().Be("stored");

        _cluster.Writes.Should().BeEmpty();
    }

    [Fact]
    public async Task TryShare_WithWhatCannotBeUsed_ReplacesIt_AndKeepsTheRestOfTheSecret()
    {
        _cluster.Put(Path, new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["a"] = "b" } }, ["type"] = "Opaque" });

        (await TryShareAsync("made")).Should().Be("made");

        Stored().Should().Be("made");
        var secret = _cluster.Find(Path)!;
        (secret["type"]!.ToString(), secret["metadata"]!["labels"]!["a"]!.ToString()).Should().Be(("Opaque", "b"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task TryShare_WhenAnotherIsFaster_IsNothing_AndThenWhatTheOtherWrote(string method)
    {
        if (method == "PUT")
        {
            Store("");
        }

        _cluster.Fail(request =>
        {
            if (request.Method == method)
            {
                Store("other"); // between this replica's look and its write
            }

            return null;
        });

        (await TryShareAsync("made")).Should().BeNull();
        (await TryShareAsync("made")).Should().Be("other");
        Stored().Should().Be("other");
    }

    private Task<string?> TryShareAsync(string made) =>
        new SharedSecret(_client.Resource<Secret>(), new NamespacedName("ns", "shared"), "example.com/type").TryShareAsync(
            data => data?.GetValueOrDefault("key") is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes) : null,
            stored => stored ?? made,
            value => new Dictionary<string, byte[]> { ["key"] = Encoding.UTF8.GetBytes(value) },
            CancellationToken.None);

    private void Store(string value) =>
        _cluster.Put(Path, new JsonObject { ["data"] = new JsonObject { ["key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) } });

    private string Stored() => Encoding.UTF8.GetString(Convert.FromBase64String(_cluster.Find(Path)!["data"]!["key"]!.ToString()));
}
