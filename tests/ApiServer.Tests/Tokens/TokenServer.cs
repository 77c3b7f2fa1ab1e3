using System.Text.Json.Nodes;
using ImageStreams.TestKit;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A token service on a control plane that says what a test wants: <c>good</c> is Carol's token, and the namespace <c>demo</c> has the stream <c>app</c>.</summary>
internal static class TokenServer
{
    public const string Carol = "{authenticated: true, user: {username: carol, uid: u-7, groups: [ops], extra: {scopes: [a]}}}";
    private const string NotFound =
        "{kind: Status, apiVersion: v1, status: Failure, code: 404, reason: NotFound, message: not found, details: {name: app, group: image.openshift.io, kind: imagestreams}}";

    private const string Streams = "/apis/image.openshift.io/v1stored/namespaces/demo/imagestreams";

    public static async Task<ScriptedServer> StartAsync(bool stream = true, Action<ScriptedServer>? prepare = null)
    {
        var server = await ScriptedServer.StartAsync(s =>
        {
            s.Token = token => token == "good" ? Carol : "{authenticated: false}";
            s.Plane.Put("/api/v1/namespaces/demo", Objects.Parse("{metadata: {name: demo}, status: {phase: Active}}").AsObject());
            if (stream)
            {
                s.Plane.Put($"{Streams}/app", Objects.Parse("{kind: ImageStream, apiVersion: image.openshift.io/v1stored, metadata: {name: app, namespace: demo}}").AsObject());
            }

            else
            {
                s.Plane.Fail(request => request.Path == $"{Streams}/app" ? FakeReply.Text(404, "application/json", Objects.Parse(NotFound).ToJsonString()) : null);
            }

            prepare?.Invoke(s);
        });
        await Eventually.Succeeds(async () => (await server.As().GetAsync("/auth/keys")).Expect(200));
        return server;
    }

    public static (string Code, string Message) ErrorOf(JsonNode answer)
    {
        var error = answer["errors"]!.AsArray().Should().ContainSingle().Which!;
        return ((string)error["code"]!, (string)error["message"]!);
    }
}
