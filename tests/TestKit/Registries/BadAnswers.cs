using System.Text;
using ImageStreams.Oci;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>Everything that a registry can do wrong with tag <c>1</c> of a repository, by name; whatever is not named is an image as it should be.</summary>
public static class BadAnswers
{
    // Of its own: a digest that the cluster knows is not fetched, however bad it is served.
    private static readonly byte[] Config = """{"architecture":"amd64","os":"linux","author":"nobody","rootfs":{"type":"layers","diff_ids":[]}}"""u8.ToArray();
    private static readonly byte[] NoConfig = "[]"u8.ToArray();
    private static readonly Manifest Image = ImageOf(Config);
    private static readonly Digest HugeConfig = Digest.Compute("a huge configuration"u8);

    /// <summary>A list with one entry.</summary>
    public static Manifest ListOf(Manifest inner)
    {
        var json = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{"mediaType":"{{inner.ContentType}}","size":{{inner.Bytes.Length}},"digest":"{{inner.Digest}}"}]}""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(json), MediaTypes.OciIndex);
    }

    /// <summary>Has the repository misbehave.</summary>
    public static void Script(FaultyRegistry registry, string repository, string answer)
    {
        registry.On($"HEAD /v2/{repository}/manifests/1", Head(registry, answer))
            .On($"GET /v2/{repository}/manifests/1", Get(registry, answer))
            .On("GET /token", Answers.Bytes(401, "{\"details\":\"incorrect username or password\"}"u8.ToArray(), "application/json"));
        if (answer == "list with a wrong image")
        {
            registry.On($"GET /v2/{repository}/manifests/{Image.Digest}", Answers.Bytes("{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray(), MediaTypes.OciIndex));
        }

        if (answer == "config of 50 MB")
        {
            registry.On($"GET /v2/{repository}/blobs/{HugeConfig}", Answers.Huge(50 << 20, MediaTypes.OctetStream, tellsLength: false));
        }

        if (answer != "no config")
        {
            registry.On(
                $"GET /v2/{repository}/blobs/{Digest.Compute(Config)}",
                answer == "wrong config" ? Answers.Json("{}") : Answers.Bytes(Config, MediaTypes.OctetStream));
            registry.On($"GET /v2/{repository}/blobs/{Digest.Compute(NoConfig)}", Answers.Bytes(NoConfig, MediaTypes.OctetStream));
        }
    }

    private static RequestDelegate Head(FaultyRegistry registry, string answer) => answer switch
    {
        "login" or "wrong password" => Get(registry, answer),
        "429" => Answers.TooManyRequests(null),
        "503" => Answers.Status(503),
        "reset" => Answers.Reset(),
        "404" => Answers.Status(404),
        "denied" => Answers.Status(405),
        "500" => Answers.Status(500),
        _ => Answers.Bytes(Image.Bytes, Image.ContentType),
    };

    private static RequestDelegate Get(FaultyRegistry registry, string answer)
    {
        return answer switch
        {
            "login" => Answers.Challenge("Basic realm=\"r\""),
            "wrong password" => Answers.Challenge($"Bearer realm=\"http://{registry.Host}/token\",service=\"s\""),
            "404" => Answers.Error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            "denied" => Answers.Error(403, "DENIED", "requested access to the resource is denied"),
            "429" => Answers.TooManyRequests(null),
            "500" => Answers.Html(500),
            "503" => Answers.Status(503),
            "html" => Answers.Html(200),
            "html of json" => Answers.Text("<html></html>", "application/json"),
            "truncated" => Answers.Truncated(Image.Bytes, Image.ContentType),
            "cut json" => Answers.Bytes(Image.Bytes[..^20], Image.ContentType),
            "huge" => Answers.Huge(100 << 20, Image.ContentType, tellsLength: false),
            "huge and told" => Answers.Huge(100 << 20, Image.ContentType, tellsLength: true),
            "unknown type" => Answers.Text("{}", "application/x-thing"),
            "100000 children" => Answers.Bytes(List(100_000), MediaTypes.OciIndex),
            "3000 layers" => Answers.Bytes(Layers(3_000), MediaTypes.OciManifest),
            "config of 50 MB" => Answers.Manifest(ImageOf(HugeConfig, 50 << 20)),
            "10000 children" => Answers.Bytes(List(10_000), MediaTypes.OciIndex),
            "empty list" => Answers.Bytes(List(0), MediaTypes.OciIndex),
            "list without its image" or "list with a wrong image" => Answers.Manifest(ListOf(Image)),
            "config that is none" => Answers.Manifest(ImageOf(NoConfig)),
            "reset" => Answers.Reset(),
            _ => Answers.Manifest(Image),
        };
    }

    private static Manifest ImageOf(byte[] config) => ImageOf(Digest.Compute(config), config.Length);

    private static Manifest ImageOf(Digest config, int size)
    {
        var json = $$"""{"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.OciConfig}}","size":{{size}},"digest":"{{config}}"},"layers":[]}""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(json), MediaTypes.OciManifest);
    }

    private static byte[] Layers(int count)
    {
        var layers = Enumerable.Range(0, count).Select(i => $$"""{"mediaType":"{{MediaTypes.OciLayer}}","size":1,"digest":"{{Digest.Compute(BitConverter.GetBytes(i))}}"}""");
        return Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"config":{"mediaType":"{{MediaTypes.OciConfig}}","size":2,"digest":"{{Digest.Compute("{}"u8)}}"},"layers":[{{string.Join(',', layers)}}]}""");
    }

    private static byte[] List(int children)
    {
        var entries = Enumerable.Range(0, children)
            .Select(i => $$"""{"mediaType":"{{MediaTypes.OciManifest}}","size":1,"digest":"{{Digest.Compute(BitConverter.GetBytes(i))}}"}""");
        return Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");
    }
}
