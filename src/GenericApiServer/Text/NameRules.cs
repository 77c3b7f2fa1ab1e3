using System.Text;
using System.Text.RegularExpressions;

namespace ImageStreams.GenericApiServer;

/// <summary>What names, label keys and label values may look like; each rule answers what is wrong, nothing when all is well.</summary>
/// <remarks>docs/spec/server.md#names</remarks>
public static partial class NameRules
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedNameText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static readonly char[] NotInPaths = ['/', '%'];

    /// <summary>Names of most kinds: lower case, dots allowed, at most 253 bytes.</summary>
    public static IReadOnlyList<string> Dns1123Subdomain(string name) =>
        [.. TooLong(name, 253), .. Subdomain().IsMatch(name) ? [] : (string[])[SubdomainText]];

    /// <summary>Names of namespaces: lower case, no dots, at most 63 bytes.</summary>
    public static IReadOnlyList<string> Dns1123Label(string name) =>
        [.. TooLong(name, 63), .. Label().IsMatch(name) ? [] : (string[])[LabelText]];

    /// <summary>Names that only have to fit into a path, such as those of roles.</summary>
    public static IReadOnlyList<string> PathSegment(string name) => name switch
    {
        "." => ["may not be '.'"],
        ".." => ["may not be '..'"],
        _ => [.. NotInPaths.Where(name.Contains).Select(c => $"may not contain '{c}'")],
    };

    /// <summary>Keys of labels and annotations: a name, with or without a domain in front.</summary>
    public static IReadOnlyList<string> LabelKey(string key)
    {
        var parts = key.Split('/');
        return parts.Length switch
        {
            1 => QualifiedNamePart(parts[0]),
            2 => [.. Prefix(parts[0]), .. QualifiedNamePart(parts[1])],
            _ => [$"a valid label key {QualifiedNameText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"],
        };
    }

    /// <summary>Values of labels: at most 63 bytes, empty allowed.</summary>
    public static IReadOnlyList<string> LabelValue(string value) =>
        [.. TooLong(value, 63), .. value.Length == 0 || QualifiedName().IsMatch(value) ? [] : (string[])[LabelValueText]];

    private static IEnumerable<string> Prefix(string prefix) =>
        prefix.Length == 0 ? ["prefix part must be non-empty"] : Dns1123Subdomain(prefix).Select(m => $"prefix part {m}");

    private static List<string> QualifiedNamePart(string name)
    {
        List<string> problems = name.Length == 0
            ? ["name part must be non-empty"]
            : [.. TooLong(name, 63).Select(m => $"name part {m}")];
        if (!QualifiedName().IsMatch(name))
        {
            problems.Add($"name part {QualifiedNameText}");
        }

        return problems;
    }

    private static string[] TooLong(string text, int limit) =>
        Encoding.UTF8.GetByteCount(text) > limit ? [$"must be no more than {limit} bytes"] : [];

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex QualifiedName();
}
