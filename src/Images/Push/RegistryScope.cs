using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ImageStreams.Images;

/// <summary>What somebody wants to do in a registry: <c>repository:NAMESPACE/STREAM:pull,push</c> (docs/spec/tokens.md#scopes).</summary>
public sealed partial record RegistryScope
{
    /// <summary>Type of what is a repository.</summary>
    public const string Repository = "repository";

    /// <summary>Type of what is the registry as a whole.</summary>
    public const string Registry = "registry";

    /// <summary>Longer ones are refused: no name that a registry takes comes near.</summary>
    public const int MaxLength = 512;

    private RegistryScope(string type, string name, IReadOnlyList<string> actions) => (Type, Name, Actions) = (type, name, actions);

    /// <summary>What kind of thing <see cref="Name"/> is.</summary>
    public string Type { get; }

    /// <summary>The thing; it may be any text.</summary>
    public string Name { get; }

    /// <summary>What to do with it, each once, in the order of the text.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>Reads <c>TYPE:NAME:ACTION,...</c>; the name may hold the colon of a port. A class behind the type, as in <c>repository(plugin)</c>, means nothing.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RegistryScope? scope)
    {
        var match = text.Length <= MaxLength ? Grammar().Match(text) : Match.Empty;
        scope = match.Success
            ? new(match.Groups["type"].Value, match.Groups["name"].Value, [.. match.Groups["actions"].Value.Split(',').Where(a => a.Length > 0).Distinct()])
            : null;
        return scope is not null;
    }

    [GeneratedRegex(@"\A(?<type>[a-z0-9]+)(\([a-z0-9]+\))?:(?<name>[^\s]+):(?<actions>[a-z*]*(,[a-z*]*)*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
