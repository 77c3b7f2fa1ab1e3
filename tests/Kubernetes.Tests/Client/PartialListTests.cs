using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes.Tests;

/// <summary>Lists of objects that are read in one go: wherever the pieces end in which the text comes.</summary>
public sealed class PartialListTests
{
    private const int Piece = 256 * 1024;

    private const string Items = """
        [{"metadata":{"name":"a\u0062","x":[1,{"y":"}]"}]},"size":1},
         {"size":-2,"more":{"size":9},"metadata":{"name":"ü"}}, null, {"size":"three","metadata":{"name":"wrong"}}, {"metadata":{"name":"last"},"size":12345}]
        """;

    private readonly List<DecodeFailure> _failures = [];

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"pad":"PAD","items":ITEMS}""")]
    [InlineData("""{"pad":"PAD","items":ITEMS,"metadata":{"resourceVersion":"7"}}""")]
    public async Task ReadAsync_PieceEndsAnywhere_GivesTheSameObjects(string form)
    {
        var text = form.Replace("ITEMS", Items, StringComparison.Ordinal);
        var tail = Encoding.UTF8.GetByteCount(text[(text.IndexOf("PAD", StringComparison.Ordinal) + 3)..]);
        for (var cut = 0; cut <= tail; cut++)
        {
            _failures.Clear();
            var head = Encoding.UTF8.GetByteCount(text) - 3 - tail;

            var page = await ReadAsync(text.Replace("PAD", new string('x', Piece - head - cut), StringComparison.Ordinal), 1 << 20);

            page.Items.Should().Equal([new Sketch("ab", 1), new Sketch("ü", -2), new Sketch("last", 12345)], "the first piece ends {0} bytes after the pad", cut);
            page.ResourceVersion.Should().Be("7");
            _failures.Select(f => (f.Key.Name, f.Message)).Should().Equal(("", "null is not an object"), ("wrong", "the object: no size"));
        }
    }

    [Fact]
    public async Task ReadAsync_ObjectLargerThanAPiece_IsReadUpToTheLimit()
    {
        var list = $$"""{"items":[{"metadata":{"name":"huge"},"more":"{{new string('y', 3 * Piece)}}","size":1}]}""";

        (await ReadAsync(list, 4 * Piece)).Items.Should().Equal(new Sketch("huge", 1));

        var tooLarge = () => ReadAsync(list, 2 * Piece);
        await tooLarge.Should().ThrowAsync<InvalidDataException>();
    }

    [Theory]
    [InlineData("""{"items":[{"metadata":{"name":"a"},"size":1}""")]
    [InlineData("""{"items":[{"metadata":{"name":"a"},"si""")]
    [InlineData("""{"items":[{"metadata":{"name":"a"},"size":1},]}""")]
    [InlineData("""{"items":[{"metadata":{"name" "a"}}]}""")]
    [InlineData("""{"items":[{"more":[1,}]}""")]
    public async Task ReadAsync_HalfOfAList_IsNoList(string text)
    {
        var read = () => ReadAsync(text, 1 << 20);

        await read.Should().ThrowAsync<JsonException>();
    }

    private async Task<ListPage<Sketch>> ReadAsync(string text, int limit)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var reader = new ListReader<Sketch>(stream, new ObjectDecoder<Sketch>(Sketch.ResourceKind, _failures.Add), limit, _ => { });
        return await reader.ReadAsync(CancellationToken.None);
    }

    private sealed record Sketch(string Name, int Size) : IResource<Sketch>
    {
        public static ResourceKind ResourceKind => ConfigMap.ResourceKind;

        public static JsonTypeInfo<Sketch> JsonTypeInfo { get; } =
            JsonMetadataServices.CreateValueInfo<Sketch>(new() { TypeInfoResolver = EntitiesJsonContext.Default }, new Converter());

        public string? ApiVersion => null;

        public string? Kind => null;

        public ObjectMeta? Metadata => new() { Name = Name };

        private sealed class Converter : PartialConverter<Sketch>
        {
            public override bool TryRead(ref Utf8JsonReader reader, [NotNullWhen(true)] out Sketch? value)
            {
                var (name, size, depth) = ("", 0, reader.CurrentDepth);
                while (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth)
                    {
                        value = new(name, size);
                        return true;
                    }

                    if (reader.TokenType != JsonTokenType.PropertyName)
                    {
                        continue;
                    }

                    var (isName, isSize) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("size"u8) && reader.CurrentDepth == depth + 1);
                    if (!reader.Read())
                    {
                        break;
                    }

                    name = isName ? reader.GetString()! : name;
                    size = !isSize ? size : reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : throw new FormatException("no size");
                }

                value = null;
                return false;
            }
        }
    }
}
