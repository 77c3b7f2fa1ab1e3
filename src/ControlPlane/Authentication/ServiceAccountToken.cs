using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>What a token of a service account says (docs/spec/access.md#service-account-tokens).</summary>
internal sealed record ServiceAccountToken
{
    private const string PrivateClaims = "kubernetes.io";

    public required string Issuer { get; init; }

    public required IReadOnlyList<string> Audiences { get; init; }

    public required string Namespace { get; init; }

    public required ObjectIdentity ServiceAccount { get; init; }

    /// <summary>The object whose end is the token's end; null when there is none.</summary>
    public BoundObject? BoundTo { get; init; }

    public required string Id { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public JsonObject ToClaims()
    {
        var place = new JsonObject { ["namespace"] = Namespace };
        if (BoundTo is { } bound)
        {
            place[bound.Claim] = ToJson(bound.Identity);
        }

        place["serviceaccount"] = ToJson(ServiceAccount);
        return new JsonObject
        {
            ["aud"] = Audiences.ToJson(),
            ["exp"] = Expires.ToUnixTimeSeconds(),
            ["iat"] = NotBefore.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["jti"] = Id,
            [PrivateClaims] = place,
            ["nbf"] = NotBefore.ToUnixTimeSeconds(),
            ["sub"] = ServiceAccountName.Of(Namespace, ServiceAccount.Name),
        };
    }

    /// <summary>Reads claims whose signature is right; null when they are not those of a service account.</summary>
    public static ServiceAccountToken? Find(JsonObject claims)
    {
        if (claims[PrivateClaims] is not JsonObject place || Identity(place["serviceaccount"]) is not { } account ||
            place["namespace"].AsText() is not { } ns || claims.TextOf("sub") != ServiceAccountName.Of(ns, account.Name) ||
            claims["iss"].AsText() is not { } issuer || Time(claims, "exp") is not { } expires)
        {
            return null;
        }

        return new ServiceAccountToken
        {
            Issuer = issuer,
            Audiences = claims.TextsOf("aud"),
            Namespace = ns,
            ServiceAccount = account,
            BoundTo = BoundObject.Claims
                .Select(claim => Identity(place[claim]) is { } identity ? new BoundObject(claim, identity) : null)
                .FirstOrDefault(b => b is not null),
            Id = claims.TextOf("jti"),
            NotBefore = Time(claims, "nbf") ?? DateTimeOffset.MinValue,
            Expires = expires,
        };
    }

    private static JsonObject ToJson(ObjectIdentity identity) => new() { ["name"] = identity.Name, ["uid"] = identity.Uid };

    private static ObjectIdentity? Identity(JsonNode? node) =>
        node is JsonObject o && o["name"].AsText() is { } name && o["uid"].AsText() is { } uid ? new ObjectIdentity(name, uid) : null;

    private static DateTimeOffset? Time(JsonObject claims, string name) =>
        claims.NumberOf(name) is { } seconds and > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
