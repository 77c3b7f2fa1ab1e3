using System.Text.Json.Nodes;

namespace ImageStreams.Import.Tests;

/// <summary>Writes streams and secrets as users would.</summary>
internal static class TestStreams
{
    public const string Group = "/apis/image.openshift.io/v1stored";

    public static string PathOf(string ns, string name) => $"{Group}/namespaces/{ns}/imagestreams/{name}";

    public static JsonObject Stream(params JsonObject[] tags) => new() { ["spec"] = new JsonObject { ["tags"] = new JsonArray([.. tags]) } };

    public static JsonObject Tag(string name, string from) => Tag(name, from, "Legacy");

    public static JsonObject Tag(string name, string from, string importMode) => new()
    {
        ["name"] = name,
        ["from"] = new JsonObject { ["kind"] = "DockerImage", ["name"] = from },
        ["importPolicy"] = new JsonObject { ["insecure"] = true, ["importMode"] = importMode },
        ["referencePolicy"] = new JsonObject { ["type"] = "Source" },
    };

    public static JsonObject Secret(string type, string key, string data) => new()
    {
        ["type"] = type,
        ["data"] = new JsonObject { [key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(data)) },
    };

    public static JsonObject Login(string host, string user, string password) =>
        Secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson", DockerConfig(host, user, password));

    public static string DockerConfig(string host, string user, string password)
    {
        var login = new JsonObject { ["username"] = user, ["password"] = password };
        return new JsonObject { ["auths"] = new JsonObject { [host] = login } }.ToJsonString();
    }

    public static string SecretPath(string ns, string name) => $"/api/v1/namespaces/{ns}/secrets/{name}";
}
