using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Lets a caller act as somebody else if he may (docs/spec/access.md#impersonation).</summary>
internal static class Impersonation
{
    private const string Prefix = "Impersonate-";
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>Whom the request wants to act as; null when it wants nothing of the kind.</summary>
    /// <exception cref="ApiException">400: more is given but no user name.</exception>
    public static AuthenticatedUser? Requested(IHeaderDictionary headers)
    {
        var name = headers[UserHeader].ToString();
        var groups = headers[GroupHeader].OfType<string>().Where(g => g.Length > 0).ToList();
        var extra = headers
            .Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..]).ToLowerInvariant(),
                IReadOnlyList<string> (h) => [.. h.Value.OfType<string>()]);
        var uid = headers[UidHeader].ToString();
        if (name.Length > 0)
        {
            return new AuthenticatedUser { Name = name, Uid = uid, Groups = groups, Extra = extra };
        }

        return groups.Count == 0 && extra.Count == 0 && uid.Length == 0
            ? null
            : throw ApiException.BadRequest($"groups, a uid or extra fields are to be impersonated, but there is no {UserHeader}");
    }

    /// <summary>What the caller must be allowed to do to act as <paramref name="user"/>: the verb <c>impersonate</c> on each part of it.</summary>
    public static IEnumerable<AuthorizationAttributes> Needed(AuthenticatedUser caller, AuthenticatedUser user)
    {
        var part = new AuthorizationAttributes { User = caller, Verb = "impersonate", IsResourceRequest = true, Version = "v1" };
        yield return ServiceAccountName.TryParse(user.Name, out var ns, out var account)
            ? part with { Resource = "serviceaccounts", Namespace = ns, Name = account }
            : part with { Resource = "users", Name = user.Name };
        foreach (var group in user.Groups)
        {
            yield return part with { Resource = "groups", Name = group };
        }

        if (user.Uid.Length > 0)
        {
            yield return part with { Group = AuthenticationGroup, Resource = "uids", Name = user.Uid };
        }

        foreach (var (key, value) in user.Extra.SelectMany(e => e.Value.Select(v => (e.Key, v))))
        {
            yield return part with { Group = AuthenticationGroup, Resource = "userextras", Subresource = key, Name = value };
        }
    }

    /// <summary>The user with the groups that go with the name.</summary>
    public static AuthenticatedUser Complete(AuthenticatedUser user)
    {
        if (user.Groups.Count == 0 && ServiceAccountName.TryParse(user.Name, out var ns, out _))
        {
            user = user with { Groups = ServiceAccountName.Groups(ns) };
        }

        if (user.Name != AuthenticatedUser.AnonymousName)
        {
            return user.WithAuthenticatedGroup();
        }

        return user.Groups.Contains(AuthenticatedUser.UnauthenticatedGroup)
            ? user
            : user with { Groups = [.. user.Groups, AuthenticatedUser.UnauthenticatedGroup] };
    }

    /// <summary>Takes the wish out of the request, so that nobody behind us sees it again.</summary>
    public static void Clear(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.Where(k => k.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            headers.Remove(name);
        }
    }
}
