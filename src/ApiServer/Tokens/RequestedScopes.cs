using System.Globalization;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>The scopes of a request (docs/spec/tokens.md#scopes).</summary>
/// <param name="Scopes">What can be asked of the cluster, each thing once.</param>
/// <param name="LeftOut">How many texts make no sense.</param>
internal sealed record RequestedScopes(IReadOnlyList<RequestedScope> Scopes, int LeftOut)
{
    /// <summary>How many things one token may be about.</summary>
    public const int Max = 50;

    private const int ExcerptLength = 100;
    private static readonly string[] Everything = [RegistryAccess.Pull, RegistryAccess.Push, RegistryAccess.Delete];

    /// <summary>Whether that is all that was asked for.</summary>
    public bool AreMetBy(IReadOnlyList<RegistryAccess> granted) => LeftOut == 0 && Scopes.Sum(s => s.Actions.Count) == granted.Sum(g => g.Actions.Count);

    /// <summary>Reads them. What makes no sense is left out, but not if it is all there is.</summary>
    /// <exception cref="TokenRefusalException">There are too many, or none makes sense; the message says why the first one does not.</exception>
    public static RequestedScopes Read(IReadOnlyList<string> texts)
    {
        if (texts.Count > Max)
        {
            throw TokenRefusalException.BadScope(string.Create(CultureInfo.InvariantCulture, $"one request may have {Max} scopes, not {texts.Count}"));
        }

        var problems = new List<string>();
        var scopes = texts.Select(text => Find(text, problems)).OfType<RequestedScope>().ToList();
        return scopes.Count == 0 && problems.Count > 0
            ? throw TokenRefusalException.BadScope(problems[0])
            : new([.. scopes.GroupBy(s => s.Stream).Select(g => new RequestedScope(g.Key, [.. g.SelectMany(s => s.Actions).Distinct()]))], problems.Count);
    }

    /// <summary>A text as far as it is shown to those who sent it, and in logs.</summary>
    public static string Excerpt(string text) => GoText.Quote(text.Length > ExcerptLength ? $"{text[..ExcerptLength]}..." : text);

    private static RequestedScope? Find(string text, List<string> problems)
    {
        if (!RegistryScope.TryParse(text, out var scope))
        {
            problems.Add($"{Excerpt(text)} is no scope: it must be TYPE:NAME:ACTION,...");
            return null;
        }

        if (scope is { Type: RegistryScope.Registry, Name: "catalog" })
        {
            return new(null, scope.Actions);
        }

        if (scope.Type != RegistryScope.Repository)
        {
            problems.Add($"{Excerpt(text)} is of a type that nobody has rights on here: it must be repository:NAMESPACE/STREAM, or registry:catalog");
            return null;
        }

        if (PushedRepositories.TryGetStream(scope.Name, out var stream, out var problem))
        {
            return new(stream, [.. scope.Actions.SelectMany(a => a == "*" ? Everything : [a])]);
        }

        problems.Add(problem);
        return null;
    }
}
