using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace ImageStreams.Operator;

/// <summary>
/// Options that may also be set by environment: <c>--secure-port</c> by <c>IMAGESTREAMS_SECURE_PORT</c>. The command line wins;
/// a value that does not parse is an error of usage wherever it came from.
/// </summary>
internal static class CommandOption
{
    /// <summary>An option that is on or off.</summary>
    public static Option<bool> Flag(string name, string description, bool defaultValue) => new(name)
    {
        Description = Describe(name, description),
        DefaultValueFactory = result => Read(result, name, defaultValue, bool.TryParse),
    };

    public static Option<int> Number(string name, string description, int defaultValue) => new(name)
    {
        Description = Describe(name, description),
        DefaultValueFactory = result => Read(result, name, defaultValue, (string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)),
    };

    public static Option<string?> Text(string name, string description, string? defaultValue) => new(name)
    {
        Description = Describe(name, description),
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(VariableOf(name)) is { Length: > 0 } text ? text : defaultValue,
    };

    private delegate bool Parser<T>(string text, out T value);

    private static string VariableOf(string name) =>
        $"IMAGESTREAMS_{name.TrimStart('-').Replace('-', '_').ToUpperInvariant()}";

    private static string Describe(string name, string description) => $"{description} [env: {VariableOf(name)}]";

    private static T Read<T>(ArgumentResult result, string name, T defaultValue, Parser<T> parse)
    {
        var variable = VariableOf(name);
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } text)
        {
            return defaultValue;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        result.AddError($"the environment variable {variable} is not a value of {name}: '{text}'");
        return defaultValue;
    }
}
