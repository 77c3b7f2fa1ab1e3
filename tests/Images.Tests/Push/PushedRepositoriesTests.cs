namespace ImageStreams.Images.Tests;

public sealed class PushedRepositoriesTests
{
    [Theory]
    [InlineData("demo/app", true)]
    [InlineData("demo/my_app.x-1", true)]
    [InlineData("app", false)]
    [InlineData("a/b/c", false)]
    [InlineData("demo/", false)]
    [InlineData("/app", false)]
    [InlineData("demo/a--b", false)] // the registry takes it, the API does not
    [InlineData("my.demo/app", false)] // no namespace has a dot
    [InlineData("demo_/app", false)]
    [InlineData("demo/..", false)]
    public void TryGetStream_ARepository_IsAStreamWhenAStreamCanHaveTheName(string repository, bool expected)
    {
        PushedRepositories.TryGetStream(repository, out var stream).Should().Be(expected);

        stream?.ToString().Should().Be(repository);
    }

    [Fact]
    public void TryGetStream_NamesThatAreTooLong_AreNone()
    {
        PushedRepositories.TryGetStream($"{new string('n', 63)}/app", out _).Should().BeTrue();
        PushedRepositories.TryGetStream($"{new string('n', 64)}/app", out _).Should().BeFalse();
        PushedRepositories.TryGetStream($"demo/{new string('a', 250)}", out _).Should().BeTrue();
        PushedRepositories.TryGetStream($"demo/{new string('a', 251)}", out _).Should().BeFalse();
    }
}
