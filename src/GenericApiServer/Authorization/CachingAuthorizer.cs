using System.Globalization;
using System.Text;

namespace ImageStreams.GenericApiServer;

/// <summary>Remembers decisions for a short time; what could not be decided is asked again.</summary>
/// <param name="inner">Who decides.</param>
/// <param name="allowedLifetime">How long an allowance is remembered.</param>
/// <param name="deniedLifetime">How long anything else is.</param>
/// <param name="capacity">How many decisions are remembered.</param>
/// <param name="time">The clock.</param>
public sealed class CachingAuthorizer(
    IAuthorizer inner, TimeSpan allowedLifetime, TimeSpan deniedLifetime, int capacity, TimeProvider time) : IAuthorizer
{
    /// <summary>Longer questions are not worth remembering; they are asked every time.</summary>
    private const int MaxKeyLength = 8 * 1024;

    private readonly ExpiringCache<AuthorizationDecision> _decisions = new(capacity, time);

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var key = KeyOf(attributes);
        if (_decisions.TryGet(key, out var known))
        {
            return known;
        }

        var decision = await inner.AuthorizeAsync(attributes, cancellationToken);
        if (key.Length <= MaxKeyLength)
        {
            _decisions.Set(key, decision, decision.IsAllowed ? allowedLifetime : deniedLifetime);
        }

        return decision;
    }

    /// <summary>All that a decision may depend on; each part with its length, so that no two questions have the same key.</summary>
    private static string KeyOf(AuthorizationAttributes attributes)
    {
        var key = new StringBuilder(256);
        var user = attributes.User;
        Append(key, attributes.IsResourceRequest ? "r" : "p");
        foreach (var part in (string[])
        [
            attributes.Verb, attributes.Group, attributes.Version, attributes.Namespace, attributes.Resource, attributes.Subresource,
            attributes.Name, attributes.IsResourceRequest ? "" : attributes.Path, user.Name, user.Uid,
        ])
        {
            Append(key, part);
        }

        AppendAll(key, user.Groups);
        foreach (var (name, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            Append(key, name);
            AppendAll(key, values);
        }

        return key.ToString();
    }

    private static void AppendAll(StringBuilder key, IReadOnlyList<string> parts)
    {
        key.Append(CultureInfo.InvariantCulture, $"[{parts.Count}]");
        foreach (var part in parts)
        {
            Append(key, part);
        }
    }

    private static void Append(StringBuilder key, string part) => key.Append(CultureInfo.InvariantCulture, $"{part.Length}:{part}");
}
