using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Secrets: readable input becomes data, types ask for their keys, a type is for ever.</summary>
internal static class SecretRules
{
    private const string Redacted = "<secret contents redacted>";

    public static KindRules Rules { get; } = new()
    {
        SetDefaults = SetDefaults,
        Validate = Validate,
        ValidateUpdate = (document, old) =>
        [
            .. document.HasSame(old, "type") ? [] : (FieldError[])[FieldError.Invalid("type", document["type"], "field is immutable")],
            .. ConfigMapRules.ValidateImmutable(document, old, "data"),
        ],
    };

    private static void SetDefaults(JsonObject document)
    {
        if (document.FindChild("stringData") is { } readable)
        {
            foreach (var (key, value) in readable)
            {
                document.Child("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value?.GetValue<string>() ?? ""));
            }
        }

        document.Remove("stringData");
        if (document.Text("type").Length == 0)
        {
            document["type"] = "Opaque";
        }

        ConfigMapRules.RemoveEmpty(document, "data");
    }

    private static IEnumerable<FieldError> Validate(JsonObject document)
    {
        var data = document.FindChild("data") ?? [];
        long bytes = 0;
        foreach (var (key, value) in data.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            bytes += (value?.GetValue<string>() ?? "").Length / 4 * 3;
            foreach (var problem in ConfigMapRules.KeyProblems(key))
            {
                yield return FieldError.Invalid($"data[{key}]", key, problem);
            }
        }

        if (bytes > ConfigMapRules.MaxBytes)
        {
            yield return FieldError.TooLong("data", ConfigMapRules.MaxBytes);
        }

        foreach (var error in ValidateType(document, data))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> ValidateType(JsonObject document, JsonObject data) => document.Text("type") switch
    {
        "kubernetes.io/dockercfg" => RequiresJson(data, ".dockercfg"),
        "kubernetes.io/dockerconfigjson" => RequiresJson(data, ".dockerconfigjson"),
        "kubernetes.io/basic-auth" when !data.ContainsKey("username") && !data.ContainsKey("password") => [Missing("username"), Missing("password")],
        "kubernetes.io/ssh-auth" when !data.ContainsKey("ssh-privatekey") => [Missing("ssh-privatekey")],
        "kubernetes.io/tls" => [.. ((string[])["tls.crt", "tls.key"]).Where(k => !data.ContainsKey(k)).Select(Missing)],
        "kubernetes.io/service-account-token" when (document.Metadata.FindChild("annotations") ?? []).Text("kubernetes.io/service-account.name").Length == 0 =>
            [FieldError.Required("metadata.annotations[kubernetes.io/service-account.name]", "")],
        _ => [],
    };

    private static FieldError Missing(string key) => FieldError.Required($"data[{key}]", "");

    private static IEnumerable<FieldError> RequiresJson(JsonObject data, string key)
    {
        if (data[key] is not JsonValue value || !value.TryGetValue<string>(out var text))
        {
            return [Missing(key)];
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.IsValid(text) || text.Length % 4 == 0 ? Convert.FromBase64String(text) : []);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? []
                : [FieldError.Invalid($"data[{key}]", Redacted, "json: a JSON object was expected")];
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return [FieldError.Invalid($"data[{key}]", Redacted, $"no valid JSON: {Position(e)}")];
        }
    }

    // Never the text itself, which is secret.
    private static string Position(Exception e) => e is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
        ? $"line {line + 1}, byte {column + 1}"
        : "it cannot be decoded";
}
