using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Issues and verifies the tokens of service accounts (docs/spec/access.md#service-account-tokens).</summary>
internal sealed class ServiceAccountTokens(ObjectStore store, TokenSigner signer, string issuer, TimeProvider time)
{
    private const string ExtraPrefix = "authentication.kubernetes.io/";

    /// <summary>Who signs: also the audience of tokens that name none.</summary>
    public string Issuer => issuer;

    public string Issue(string ns, ObjectIdentity account, IReadOnlyList<string> audiences, BoundObject? boundTo, DateTimeOffset expires) =>
        signer.Sign(new ServiceAccountToken
        {
            Issuer = issuer,
            Audiences = audiences,
            Namespace = ns,
            ServiceAccount = account,
            BoundTo = boundTo,
            Id = Guid.NewGuid().ToString(),
            NotBefore = time.GetUtcNow(),
            Expires = expires,
        }.ToClaims());

    /// <summary>Null when it is no token of ours at all.</summary>
    public TokenVerdict? Verify(string text, IReadOnlyList<string> audiences)
    {
        if (signer.FindClaims(text) is not { } claims || ServiceAccountToken.Find(claims) is not { } token || token.Issuer != issuer)
        {
            return null;
        }

        var error = ProblemOf(token);
        var fitting = audiences.Where(a => token.Audiences.Contains(a, StringComparer.Ordinal)).ToList();
        if (error is null && fitting.Count == 0)
        {
            error = $"token audiences {PolicyRules.Quote(token.Audiences)} is invalid for the target audiences {PolicyRules.Quote(audiences)}";
        }

        return error is null ? new TokenVerdict { User = UserOf(token), Audiences = fitting } : new TokenVerdict { Error = error };
    }

    private static AuthenticatedUser UserOf(ServiceAccountToken token)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (token.Id.Length > 0)
        {
            extra[$"{ExtraPrefix}credential-id"] = [$"JTI={token.Id}"];
        }

        if (token.BoundTo is { Claim: "pod" or "node" } bound)
        {
            extra[$"{ExtraPrefix}{bound.Claim}-name"] = [bound.Identity.Name];
            extra[$"{ExtraPrefix}{bound.Claim}-uid"] = [bound.Identity.Uid];
        }

        return new AuthenticatedUser
        {
            Name = ServiceAccountName.Of(token.Namespace, token.ServiceAccount.Name),
            Uid = token.ServiceAccount.Uid,
            Groups = ServiceAccountName.Groups(token.Namespace),
            Extra = extra,
        }.WithAuthenticatedGroup();
    }

    private string? ProblemOf(ServiceAccountToken token)
    {
        var now = time.GetUtcNow();
        if (now >= token.Expires)
        {
            return "service account token has expired";
        }

        if (now < token.NotBefore.AddSeconds(-1))
        {
            return "service account token is not valid yet";
        }

        var account = new StoreKey(OwnObjects.ResourceOf<ServiceAccount>(), token.Namespace, token.ServiceAccount.Name);
        return ProblemOf(account, "service account", token.ServiceAccount) ??
            (token.BoundTo is not { } bound
                ? null
                : ProblemOf(new StoreKey($"/{bound.Resource}", bound.IsNamespaced ? token.Namespace : "", bound.Identity.Name), bound.Claim, bound.Identity));
    }

    private string? ProblemOf(StoreKey key, string kind, ObjectIdentity identity)
    {
        if (store.Current.Find(key) is not { } stored)
        {
            return $"{key.Resource[1..]} {GoText.Quote(key.Name)} not found";
        }

        return stored.Header.Uid == identity.Uid ? null : $"{kind} UID ({stored.Header.Uid}) does not match claim ({identity.Uid})";
    }
}
