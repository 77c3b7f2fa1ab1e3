using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The texts were read from a kube-apiserver 1.36.</summary>
public sealed class ApiExceptionTests
{
    private static readonly GroupResource Streams = new("image.openshift.io", "imagestreams");

    public static readonly TheoryData<string, ApiException, string> Answers = new()
    {
        {
            "not found", ApiException.NotFound(Streams, "a"),
            """{"message":"imagestreams.image.openshift.io \"a\" not found","reason":"NotFound","details":{"name":"a","group":"image.openshift.io","kind":"imagestreams"},"code":404}"""
        },
        {
            "core group", ApiException.NotFound(new("", "pods"), "x"),
            """{"message":"pods \"x\" not found","reason":"NotFound","details":{"name":"x","kind":"pods"},"code":404}"""
        },
        {
            "exists", ApiException.AlreadyExists(new("", "configmaps"), "a"),
            """{"message":"configmaps \"a\" already exists","reason":"AlreadyExists","details":{"name":"a","kind":"configmaps"},"code":409}"""
        },
        {
            "conflict", ApiException.Conflict(new("", "configmaps"), "a"),
            """{"message":"Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again","reason":"Conflict","details":{"name":"a","kind":"configmaps"},"code":409}"""
        },
        {
            "one invalid field", ApiException.Invalid(new("", "ConfigMap"), "", FieldError.Required("metadata.name", "name or generateName is required")),
            """{"message":"ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required","reason":"Invalid","details":{"kind":"ConfigMap","causes":[{"reason":"FieldValueRequired","message":"Required value: name or generateName is required","field":"metadata.name"}]},"code":422}"""
        },
        {
            "unauthorized", ApiException.Unauthorized(),
            """{"message":"Unauthorized","reason":"Unauthorized","code":401}"""
        },
        {
            "path", ApiException.PathNotFound(),
            """{"message":"the server could not find the requested resource","reason":"NotFound","details":{},"code":404}"""
        },
        {
            "method", ApiException.MethodNotAllowed(),
            """{"message":"the server does not allow this method on the requested resource","reason":"MethodNotAllowed","details":{},"code":405}"""
        },
        {
            "verb", ApiException.MethodNotAllowed(new("image.openshift.io", "imagestreamtags"), "watch"),
            """{"message":"watch is not supported on resources of kind \"imagestreamtags.image.openshift.io\"","reason":"MethodNotAllowed","details":{"group":"image.openshift.io","kind":"imagestreamtags"},"code":405}"""
        },
        {
            "expired", ApiException.Expired("too old resource version: 1 (253)"),
            """{"message":"too old resource version: 1 (253)","reason":"Expired","code":410}"""
        },
        {
            "too large", ApiException.RequestEntityTooLarge("limit is 3145728"),
            """{"message":"Request entity too large: limit is 3145728","reason":"RequestEntityTooLarge","code":413}"""
        },
        {
            "rejected", ApiException.Rejected(),
            """{"message":"the server rejected our request due to an error in our request","reason":"Invalid","details":{},"code":422}"""
        },
        {
            "unclassified", ApiException.Unclassified("\"x\" must be of the form <stream_name>:<tag>"),
            """{"message":"\"x\" must be of the form <stream_name>:<tag>","code":500}"""
        },
        {
            "server timeout", ApiException.ServerTimeout(Streams, "get", 2),
            """{"message":"The get operation against imagestreams.image.openshift.io could not be completed at this time, please try again.","reason":"ServerTimeout","details":{"name":"get","group":"image.openshift.io","kind":"imagestreams","retryAfterSeconds":2},"code":500}"""
        },
        {
            "future version", ApiException.ResourceVersionTooLarge(99999999, 269),
            """{"message":"Timeout: Too large resource version: 99999999, current: 269","reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1},"code":504}"""
        },
        {
            "forbidden path", ApiException.Forbidden(new("", ""), "", "User \"bob\" cannot get path \"/foo\""),
            """{"message":"forbidden: User \"bob\" cannot get path \"/foo\"","reason":"Forbidden","details":{},"code":403}"""
        },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Status_OfEachFactory_IsAKubeApiserversAnswer(string name, ApiException exception, string expected)
    {
        var body = JsonNode.Parse(KubeJson.ToUtf8(exception.Status, EntitiesJsonContext.Default.Status))!.AsObject();

        var want = JsonNode.Parse(expected)!.AsObject();
        want["kind"] = "Status";
        want["apiVersion"] = "v1";
        want["metadata"] = new JsonObject();
        want["status"] = "Failure";
        JsonNode.DeepEquals(body, want).Should().BeTrue("{0}: {1}", name, body.ToJsonString());
    }

    [Fact]
    public void Invalid_WithSeveralErrors_ListsEachTextOnceButEveryCause()
    {
        var same = FieldError.Forbidden("a", "x");

        var exception = ApiException.Invalid(new("g", "K"), "n", same, same, FieldError.Duplicate("b", 5));

        exception.Status.Message.Should().Be("""K.g "n" is invalid: [a: Forbidden: x, b: Duplicate value: 5]""");
        exception.Status.Details!.Causes.Should().HaveCount(3);
    }

    [Fact]
    public void FieldErrors_ShowTheValueAsItsTypeIsShown()
    {
        FieldError.Invalid("f", "a\u0001b", "bad").Body.Should().Be("""Invalid value: "a\x01b": bad""");
        FieldError.Invalid("f", 0, "bad").Body.Should().Be("Invalid value: 0: bad");
        FieldError.Invalid("f", true, "").Body.Should().Be("Invalid value: true");
        FieldError.Invalid("f", null, "bad").Body.Should().Be("Invalid value: null: bad");
        FieldError.NotSupported("f", new JsonArray("Foo"), "All").Body.Should().Be("""Unsupported value: ["Foo"]: supported values: "All" """.TrimEnd());
        FieldError.TooLong("f", 128).Body.Should().Be("Too long: may not be more than 128 bytes");
    }
}
