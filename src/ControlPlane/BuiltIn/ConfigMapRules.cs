using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Config maps: keys that can be file names, at most 1 MiB, and immutable ones.</summary>
internal static partial class ConfigMapRules
{
    public const int MaxBytes = 1 << 20;

    private const string KeyText =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
        + "regex used for validation is '[-._a-zA-Z0-9]+')";

    public static KindRules Rules { get; } = new()
    {
        SetDefaults = document => RemoveEmpty(document, "data", "binaryData"),
        Validate = Validate,
        ValidateUpdate = (document, old) => ValidateImmutable(document, old, "data", "binaryData"),
    };

    public static void RemoveEmpty(JsonObject document, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (document[field] is null or JsonObject { Count: 0 })
            {
                document.Remove(field);
            }
        }
    }

    public static IEnumerable<string> KeyProblems(string key)
    {
        if (key.Length > 253)
        {
            yield return "must be no more than 253 bytes";
        }

        if (!Key().IsMatch(key))
        {
            yield return KeyText;
        }
        else if (key is "." or "..")
        {
            yield return $"must not be '{key}'";
        }
        else if (key.StartsWith("..", StringComparison.Ordinal))
        {
            yield return "must not start with '..'";
        }
    }

    /// <summary>What was immutable stays so, and with it the data.</summary>
    public static IEnumerable<FieldError> ValidateImmutable(JsonObject document, JsonObject old, params IEnumerable<string> fields)
    {
        const string detail = "field is immutable when `immutable` is set";
        if (old.Truth("immutable") != true)
        {
            yield break;
        }

        if (document.Truth("immutable") != true)
        {
            yield return FieldError.Forbidden("immutable", detail);
        }

        foreach (var field in fields.Where(f => !document.HasSame(old, f)))
        {
            yield return FieldError.Forbidden(field, detail);
        }
    }

    private static IEnumerable<FieldError> Validate(JsonObject document)
    {
        var (data, binary) = (document.FindChild("data") ?? [], document.FindChild("binaryData") ?? []);
        long bytes = 0;
        foreach (var (key, value) in data.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            bytes += Encoding.UTF8.GetByteCount(value?.GetValue<string>() ?? "");
            foreach (var problem in KeyProblems(key))
            {
                yield return FieldError.Invalid($"data[{key}]", key, problem);
            }

            if (binary.ContainsKey(key))
            {
                yield return FieldError.Invalid($"data[{key}]", key, "duplicate of key present in binaryData");
            }
        }

        foreach (var (key, value) in binary.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            bytes += (value?.GetValue<string>() ?? "").Length / 4 * 3;
            foreach (var problem in KeyProblems(key))
            {
                yield return FieldError.Invalid($"binaryData[{key}]", key, problem);
            }
        }

        if (bytes > MaxBytes)
        {
            yield return FieldError.TooLong("[]", MaxBytes);
        }
    }

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex Key();
}
