using ImageStreams.Entities;

namespace ImageStreams.ApiServer.Tests;

public sealed class StoreRefusalTests
{
    public static TheoryData<int, Status?, int, string> Refusals { get; } = new()
    {
        { 500, new() { Message = "etcdserver: request is too large" }, 413, "Request entity too large: the object is larger than the control plane can store" },
        { 500, new() { Message = "rpc error: code = ResourceExhausted desc = trying to send message larger than max (3 vs. 2)" }, 413, "Request entity too large: the object is larger than the control plane can store" },
        { 401, new() { Code = 401, Message = "Unauthorized" }, 503, "the control plane does not know this API server" },
        {
            403, new() { Message = "images.image.openshift.io is forbidden: User \"system:serviceaccount:x:y\" cannot create resource \"images\"" }, 500,
            "Internal error occurred: this API server lacks a right: images.image.openshift.io is forbidden: User \"system:serviceaccount:x:y\" cannot create resource \"images\""
        },
        { 403, new() { Message = "exceeded quota: q" }, 403, "exceeded quota: q" },
        { 404, new() { Message = "the server could not find the requested resource" }, 503, "the control plane does not serve image.openshift.io/v1stored: its custom resource definitions are missing" },
        {
            404, new() { Message = "imagestreams.image.openshift.io \"a--5fb\" not found", Details = new() { Group = "image.openshift.io", Name = "a--5fb" } }, 404,
            "imagestreams.image.openshift.io \"a_b\" not found"
        },
        { 429, null, 503, "the control plane answered 429" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Of_ARefusal_TellsTheCallerWhatItMeansForHim(int code, Status? status, int expectedCode, string expectedMessage)
    {
        var refusal = StoreRefusal.Of(code, status);

        refusal.Status.Code.Should().Be(expectedCode);
        refusal.Status.Message.Should().Be(expectedMessage);
    }
}
