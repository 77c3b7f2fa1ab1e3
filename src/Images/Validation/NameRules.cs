using System.Text.RegularExpressions;
using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>What names of streams and images may be (docs/spec/imagestream.md#names).</summary>
internal static partial class NameRules
{
    private const int MaxRepositoryLength = 255;
    private const string NameField = "metadata.name";

    public static IEnumerable<StatusCause> CheckStream(ObjectMeta? metadata)
    {
        var name = metadata?.Name ?? "";
        var causes = CheckName(metadata, StreamNameProblem).ToList();
        if ($"{metadata?.Namespace}/{name}".Length > MaxRepositoryLength)
        {
            causes.Add(FieldErrors.Invalid(NameField, name, $"'namespace/name' cannot be longer than {MaxRepositoryLength} characters"));
        }

        return causes.Count > 0 ? causes : CheckStored(name);
    }

    /// <summary>Why no stream can have this name; null when one can.</summary>
    public static string? FindStreamProblem(StreamKey stream) =>
        StreamNameProblem(stream.Name)
        ?? (stream.ToString().Length > MaxRepositoryLength ? $"'namespace/name' cannot be longer than {MaxRepositoryLength} characters" : null)
        ?? StoredNames.FindProblem(stream.Name);

    public static IEnumerable<StatusCause> CheckImage(ObjectMeta? metadata)
    {
        var causes = CheckName(metadata, PathProblem).ToList();
        return causes.Count > 0 ? causes : CheckStored(metadata?.Name ?? "");
    }

    /// <summary>Of an object that is not stored under its name: whether it can stand in a path.</summary>
    public static IEnumerable<StatusCause> CheckPath(ObjectMeta? metadata) => CheckName(metadata, PathProblem);

    private static IEnumerable<StatusCause> CheckName(ObjectMeta? metadata, Func<string, string?> findProblem)
    {
        if (metadata?.GenerateName is { Length: > 0 } prefix && findProblem(prefix) is { } prefixProblem)
        {
            yield return FieldErrors.Invalid("metadata.generateName", prefix, prefixProblem);
        }

        if (metadata?.Name is { Length: > 0 } name)
        {
            if (findProblem(name) is { } problem)
            {
                yield return FieldErrors.Invalid(NameField, name, problem);
            }
        }
        else if (string.IsNullOrEmpty(metadata?.GenerateName))
        {
            yield return FieldErrors.Required(NameField, "name or generateName is required");
        }
    }

    private static IEnumerable<StatusCause> CheckStored(string name) =>
        name.Length > 0 && StoredNames.FindProblem(name) is { } problem ? [FieldErrors.Invalid(NameField, name, problem)] : [];

    private static string? StreamNameProblem(string name) =>
        PathProblem(name) ?? (StreamName().IsMatch(name) ? null : @"must match ""[a-z0-9]+(?:[._-][a-z0-9]+)*""");

    private static string? PathProblem(string name) => name switch
    {
        "." or ".." => $"may not be '{name}'",
        _ when name.Contains('/', StringComparison.Ordinal) => "may not contain '/'",
        _ when name.Contains('%', StringComparison.Ordinal) => "may not contain '%'",
        _ => null,
    };

    [GeneratedRegex(@"\A[a-z0-9]+(?:[._-][a-z0-9]+)*\z")]
    private static partial Regex StreamName();
}
