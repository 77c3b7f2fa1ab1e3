namespace ImageStreams.Images.Tests;

public sealed class RepositoryProblemTests
{
    [Theory]
    [InlineData("demo/app", "demo", "app")]
    [InlineData("kube-system/a.b_c-d0", "kube-system", "a.b_c-d0")]
    [InlineData("0/1", "0", "1")]
    public void TryGetStream_NamespaceAndStream_AreTheStream(string repository, string ns, string name)
    {
        PushedRepositories.TryGetStream(repository, out var stream, out var problem).Should().BeTrue();

        stream.Should().Be(new StreamKey(ns, name));
        problem.Should().BeNull();
    }

    [Theory]
    [InlineData("app", "an image stream is NAMESPACE/STREAM, and \"app\" has 1 segment")]
    [InlineData("a/b/c", "an image stream is NAMESPACE/STREAM, and \"a/b/c\" has 3 segments")]
    [InlineData("registry:5000/demo/app", "an image stream is NAMESPACE/STREAM, and \"registry:5000/demo/app\" has 3 segments")]
    [InlineData("*", "an image stream is NAMESPACE/STREAM, and \"*\" has 1 segment")]
    [InlineData("../app", "\"..\" cannot be the name of a namespace: ")]
    [InlineData("Demo/app", "\"Demo\" cannot be the name of a namespace: ")]
    [InlineData("demo_/app", "\"demo_\" cannot be the name of a namespace: ")]
    [InlineData("/app", "\"\" cannot be the name of a namespace: ")]
    [InlineData("*/app", "\"*\" cannot be the name of a namespace: ")]
    [InlineData("demo/", "\"\" cannot be the name of an image stream: ")]
    [InlineData("demo/..", "\"..\" cannot be the name of an image stream: may not be '..'")]
    [InlineData("demo/*", "\"*\" cannot be the name of an image stream: must match ")]
    [InlineData("demo/App", "\"App\" cannot be the name of an image stream: must match ")]
    [InlineData("demo/app--x", "\"app--x\" cannot be the name of an image stream: must match ")]
    public void TryGetStream_WhatNoStreamCanBe_IsRefusedAndSaysWhy(string repository, string expected)
    {
        PushedRepositories.TryGetStream(repository, out _, out var problem).Should().BeFalse();

        problem.Should().StartWith(expected);
    }

    [Fact]
    public void TryGetStream_NamesThatAreTooLong_AreRefused()
    {
        PushedRepositories.TryGetStream($"{new string('a', 64)}/app", out _).Should().BeFalse();
        PushedRepositories.TryGetStream($"demo/{new string('a', 251)}", out _).Should().BeFalse();
    }
}
