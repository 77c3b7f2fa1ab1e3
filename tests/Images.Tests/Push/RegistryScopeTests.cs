namespace ImageStreams.Images.Tests;

public sealed class RegistryScopeTests
{
    [Theory]
    [InlineData("repository:demo/app:pull", "repository", "demo/app", "pull")]
    [InlineData("repository:demo/app:pull,push,delete", "repository", "demo/app", "pull push delete")]
    [InlineData("repository:demo/app:pull,pull", "repository", "demo/app", "pull")]
    [InlineData("repository:demo/app:", "repository", "demo/app", "")]
    [InlineData("repository:demo/app:*", "repository", "demo/app", "*")]
    [InlineData("repository(plugin):demo/app:pull", "repository", "demo/app", "pull")]
    [InlineData("repository:host:5000/demo/app:pull", "repository", "host:5000/demo/app", "pull")]
    [InlineData("registry:catalog:*", "registry", "catalog", "*")]
    [InlineData("repository:../../etc:push", "repository", "../../etc", "push")]
    [InlineData("repository:*:pull", "repository", "*", "pull")]
    public void TryParse_AScope_IsRead(string text, string type, string name, string actions)
    {
        RegistryScope.TryParse(text, out var scope).Should().BeTrue();

        scope.Should().BeEquivalentTo(new { Type = type, Name = name });
        string.Join(' ', scope!.Actions).Should().Be(actions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("repository")]
    [InlineData("repository:demo/app")]
    [InlineData("repository::pull")]
    [InlineData(":demo/app:pull")]
    [InlineData("Repository:demo/app:pull")]
    [InlineData("repository(:demo/app:pull")]
    [InlineData("repository(a b):demo/app:pull")]
    [InlineData("repository:demo/app:PULL")]
    [InlineData("repository:demo /app:pull")]
    [InlineData("repository:demo/app:pull\n")]
    public void TryParse_WhatIsNone_IsRefused(string text)
    {
        RegistryScope.TryParse(text, out var scope).Should().BeFalse();

        scope.Should().BeNull();
    }

    [Fact]
    public void TryParse_TextWithoutEnd_IsRefused() =>
        RegistryScope.TryParse($"repository:demo/{new string('a', RegistryScope.MaxLength)}:pull", out _).Should().BeFalse();
}
