using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace ImageStreams.Images.Tests;

public sealed partial class StoredNamesTests
{
    [Theory]
    [InlineData("ruby", "ruby")]
    [InlineData("ruby-2.7", "ruby-2.7")]
    [InlineData("foo_bar", "foo--5fbar")]
    [InlineData("a_b_c", "a--5fb--5fc")]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "sha256-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("sha256:abc", "sha256--3aabc")]
    [InlineData("foo--bar", "foo--2d-bar")]
    [InlineData("-foo", "x--x--2dfoo")]
    [InlineData("foo-", "foo--2d")]
    [InlineData("a..b", "a--2e.b")]
    [InlineData("Foo", "x--x--46oo")]
    [InlineData("x--xa", "x--2d-xa")]
    [InlineData("ünï", "x--x--c3--bcn--c3--af")]
    public void ToStored_WritesADnsSubdomain(string served, string stored)
    {
        StoredNames.ToStored(served).Should().Be(stored);
        StoredNames.ToServed(stored).Should().Be(served);
    }

    [Theory]
    [InlineData("", "is reserved")]
    [InlineData("sha256-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "is reserved")]
    public void ToStored_OfANameThatCannotBeStored_Refuses(string served, string problem)
    {
        StoredNames.FindProblem(served).Should().Be(problem);
        StoredNames.TryToStored(served, out _).Should().BeFalse();
        var convert = () => StoredNames.ToStored(served);
        convert.Should().Throw<ArgumentException>().WithMessage($"{problem}*");
    }

    [Theory]
    [InlineData("ruby-2.7", -1)]
    [InlineData("foo_bar", 3)]
    [InlineData("foo--bar", 3)]
    [InlineData("sha256:abc", 6)]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", -1)]
    [InlineData("", -1)]
    public void IndexOfEscape_TellsHowFarNamesSortAsTheyAreServed(string served, int index) =>
        StoredNames.IndexOfEscape(served).Should().Be(index);

    [Fact]
    public void FindProblem_OfHalfACharacter_Refuses() => StoredNames.FindProblem("a" + (char)0xd800).Should().Be("is reserved");

    [Fact]
    public void FindProblem_CountsTheStoredForm()
    {
        StoredNames.FindProblem(new string('a', 253)).Should().BeNull();
        StoredNames.FindProblem(new string('a', 254)).Should().Be("name is too long");
        StoredNames.FindProblem(string.Join('_', Enumerable.Repeat("a", 60))).Should().Be("name is too long");
    }

    [Theory]
    [InlineData("foo--bar")]
    [InlineData("foo--2")]
    [InlineData("foo--61")]
    [InlineData("foo--5Fbar")]
    [InlineData("x--xfoo")]
    [InlineData("a--ff")]
    [InlineData("-")]
    public void ToServed_OfANameFromElsewhere_ShowsItAsItIs(string stored)
    {
        StoredNames.TryToServed(stored, out _).Should().BeFalse();
        StoredNames.ToServed(stored).Should().Be(stored);
    }

    [Fact]
    public void ToStored_OfAnyName_CanBeStoredAndReadBack()
    {
        var text = Gen.Elements("a", "0", "f", "2", "d", "x", "-", ".", "_", ":", "A", "ü", "--", "--2d", "x--x", "sha256:", "sha256-", "😀", " ")
            .ListOf().Select(string.Concat);

        Prop.ForAll(text.ToArbitrary(), served =>
            !StoredNames.TryToStored(served, out var stored) || (DnsSubdomain().IsMatch(stored) && StoredNames.ToServed(stored) == served))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ToServed_OfAnyStoredName_IsOneOfOursOrRefused()
    {
        var text = Gen.Elements("a", "0", "-", ".", "--", "--2d", "--2e", "--5f", "--61", "x--x", "sha256-").ListOf().Select(string.Concat);

        Prop.ForAll(text.ToArbitrary(), stored =>
            !StoredNames.TryToServed(stored, out var served) || StoredNames.ToStored(served) == stored).QuickCheckThrowOnFailure();
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex DnsSubdomain();
}
