using System.Text.Json;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images.Tests;

public sealed class ImportFailuresTests
{
    private static readonly ImageReference Ruby = ImageReference.Parse("ruby:9");

    [Fact]
    public void NotFound_IsTheAnswerOfAnApi() =>
        Json(ImportFailures.NotFound(Ruby)).ShouldBe(
            """
            {"metadata":{},"status":"Failure","message":"dockerimage.image.openshift.io \"docker.io/library/ruby:9\" not found","reason":"NotFound",
             "details":{"name":"docker.io/library/ruby:9","group":"image.openshift.io","kind":"dockerimage"},"code":404}
            """); // V107

    [Fact]
    public void Blocked_NamesTheRegistryAsWritten()
    {
        Json(ImportFailures.Blocked(ImageReference.Parse("bad.io/a/b"))).ShouldBe(
            """{"metadata":{},"status":"Failure","message":"forbidden: registry bad.io blocked","reason":"Forbidden","details":{},"code":403}"""); // V108
        ImportFailures.Blocked(Ruby).Message.Should().Be("forbidden: registry  blocked");
    }

    public static TheoryData<ImportFailure, string, int, string> Failures { get; } = new()
    {
        { ImportFailures.Unauthorized(Ruby), "Unauthorized", 401, "you may not have access to the container image \"docker.io/library/ruby:9\"" },
        { ImportFailures.WrongPassword(Ruby), "Unauthorized", 401, "incorrect username or password for image \"docker.io/library/ruby:9\"" },
        { ImportFailures.RepositoryNotFound("h:5/a/b"), "NotFound", 404, "dockerimage.image.openshift.io \"h:5/a/b\" not found" },
        { ImportFailures.Of("TooManyRequests", Ruby, "toomanyrequests: slow down"), "TooManyRequests", 429, "Internal error occurred: docker.io/library/ruby:9: toomanyrequests: slow down" },
        { ImportFailures.Of("Unreachable", Ruby, "refused"), "Unreachable", 503, "Internal error occurred: docker.io/library/ruby:9: refused" },
        { ImportFailures.OfRepository("Timeout", "no answer"), "Timeout", 504, "Internal error occurred: no answer" },
        { ImportFailures.Of("RateLimited", Ruby, "x"), "RateLimited", 429, "Internal error occurred: docker.io/library/ruby:9: x" },
        { ImportFailures.Of("TooLarge", Ruby, "x"), "TooLarge", 413, "Internal error occurred: docker.io/library/ruby:9: x" },
        { ImportFailures.Of("InvalidManifest", Ruby, "x"), "InvalidManifest", 500, "Internal error occurred: docker.io/library/ruby:9: x" },
        { ImportFailures.NotAllowed("registry \"x\" not allowed"), "NotAllowed", 403, "forbidden: registry \"x\" not allowed" },
        { ImportFailures.InvalidReference("!!", "invalid reference format"), "InvalidReference", 422, " \"\" is invalid: from.name: Invalid value: \"!!\": invalid name: invalid reference format" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_HasReasonCodeAndWords(ImportFailure failure, string reason, int code, string message)
    {
        var status = failure.ToStatus();

        failure.Reason.Should().Be(reason);
        status.Reason.Should().Be(reason);
        status.Code.Should().Be(code);
        status.Message.Should().Be(message);
        status.State.Should().Be("Failure");
    }

    [Fact]
    public void Of_NamesTheCauseInTheDetails() =>
        ImportFailures.Of("Timeout", Ruby, "x").ToStatus().Details!.Causes.Should().Equal(new StatusCause { Message = "docker.io/library/ruby:9: x" });

    [Fact]
    public void Of_ALongTextWithControlCharacters_TakesOneBoundedLine()
    {
        var failure = ImportFailures.OfRepository("InternalError", "<html>\r\n\u001b[31m" + new string('x', 5000));

        failure.Message.Should().HaveLength("Internal error occurred: ".Length + ImportFailures.MaxDetailLength + 3).And.EndWith("...");
        failure.Message.Should().NotMatchRegex(@"\p{Cc}");
    }

    [Theory]
    [InlineData("NotFound", false)]
    [InlineData("Unauthorized", false)]
    [InlineData("Timeout", false)]
    [InlineData("InvalidManifest", true)]
    [InlineData("NotAllowed", true)]
    public void IsPermanent_OfWhatOnlyAChangeCures_IsTrue(string reason, bool expected) => ImportReasons.IsPermanent(reason).Should().Be(expected);

    private static System.Text.Json.Nodes.JsonNode? Json(ImportFailure failure) =>
        JsonSerializer.SerializeToNode(failure.ToStatus(), EntitiesJsonContext.Default.Status);
}
