using System.Collections;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;

namespace ImageStreams.ApiServer.Tests;

/// <summary>What it takes to look at all tags of a stream: counted, since a time says less.</summary>
public sealed class ShownTagsTests
{
    private const int Tags = 500;
    private const int Looks = 4; // at each entry, in the spec and in the status

    private static readonly ImportSettingsSource Settings = new(new ImportSettings());

    private readonly Counted<TagReference> _spec = new([.. Names(Tags).Select(n => new TagReference { Name = n })]);
    private readonly Counted<NamedTagEventList> _status = new([.. Names(Tags).Select(n => new NamedTagEventList { Tag = n, Items = new[] { new TagEvent { Image = "i" } } })]);

    private int Seen => _spec.Seen + _status.Seen;

    [Fact]
    public void ShowAll_OfImageStreamTags_LooksAtEachTagAFewTimes()
    {
        new ImageStreamTagKind(Settings).ShowAll(Stream).Select(t => t.View.Metadata!.Name).Should().Equal(Names(Tags).Select(n => $"s:{n}"));

        Seen.Should().BeInRange(Tags, 2 * Looks * Tags);
    }

    [Fact]
    public void ShowAll_OfImageTags_LooksAtEachTagAFewTimes()
    {
        new ImageTagKind(Settings).ShowAll(Stream).Select(t => t.View.Metadata!.Name).Should().Equal(Names(Tags).Select(n => $"s:{n}"));

        Seen.Should().BeInRange(Tags, 2 * Looks * Tags);
    }

    [Fact]
    public void Watch_LooksAtEachTagAFewTimes_AlsoWhenAllAreGone()
    {
        var seen = new SeenTags<ImageStreamTag>(new ImageStreamTagKind(Settings), new TagSelection(FieldSelectorExpression.Everything), limit: Tags);
        seen.Compare(Stream).Should().HaveCount(Tags);

        seen.Forget(Stream).Should().HaveCount(Tags);

        Seen.Should().BeInRange(Tags, 3 * Looks * Tags);
    }

    private ImageStream Stream => new() { Metadata = new() { Name = "s", Namespace = "ns" }, Spec = new() { Tags = _spec }, Status = new() { Tags = _status } };

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"t{i:000}");

    /// <summary>A list that counts how often one of its items was looked at.</summary>
    private sealed class Counted<T>(T[] items) : IReadOnlyList<T>
    {
        public int Seen { get; private set; }

        public int Count => items.Length;

        public T this[int index]
        {
            get
            {
                Seen++;
                return items[index];
            }
        }

        public IEnumerator<T> GetEnumerator()
        {
            for (var i = 0; i < items.Length; i++)
            {
                yield return this[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
