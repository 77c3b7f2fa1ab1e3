using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Answers <c>POST serviceaccounts/NAME/token</c> (docs/spec/access.md#service-account-tokens).</summary>
internal sealed class TokenRequests(ObjectStore store, ServiceAccountTokens tokens, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private const long LeastSeconds = 600;
    private const long MostSeconds = 1L << 32;
    private static readonly GroupKind Kind = GroupKind.Of(TokenRequest.ResourceKind);

    /// <summary>The request with its token.</summary>
    /// <exception cref="ApiException">404, 409 or 422.</exception>
    public JsonObject Create(string ns, string name, JsonObject request)
    {
        var account = Find(new StoreKey(OwnObjects.ResourceOf<ServiceAccount>(), ns, name));
        var spec = request["spec"] as JsonObject ?? [];
        Validate(name, request["metadata"] as JsonObject, spec);
        var seconds = Seconds(spec) ?? DefaultSeconds;
        var audiences = spec.TextsOf("audiences");
        audiences = audiences.Count == 0 ? [tokens.Issuer] : audiences;
        var bound = FindBound(ns, spec["boundObjectRef"] as JsonObject);

        var expires = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + seconds);
        var identity = new ObjectIdentity(name, account.Header.Uid);
        return new JsonObject
        {
            ["kind"] = TokenRequest.ResourceKind.Kind,
            ["apiVersion"] = TokenRequest.ResourceKind.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = ns,
                ["uid"] = account.Header.Uid,
                ["creationTimestamp"] = OwnObjects.KubeTime(time.GetUtcNow()),
            },
            ["spec"] = new JsonObject
            {
                ["audiences"] = audiences.ToJson(),
                ["expirationSeconds"] = seconds,
                ["boundObjectRef"] = spec["boundObjectRef"]?.DeepClone(),
            },
            ["status"] = new JsonObject
            {
                ["token"] = tokens.Issue(ns, identity, audiences, bound, expires),
                ["expirationTimestamp"] = OwnObjects.KubeTime(expires),
            },
        };
    }

    private static void Validate(string name, JsonObject? metadata, JsonObject spec)
    {
        if (metadata.TextOf("name") is { Length: > 0 } other && other != name)
        {
            throw ApiException.Invalid(Kind, name, FieldError.Invalid("metadata.name", other, "must match the service account name if specified"));
        }

        var problem = Seconds(spec) switch
        {
            < LeastSeconds => "may not specify a duration less than 10 minutes",
            > MostSeconds => "may not specify a duration larger than 2^32 seconds",
            _ => null,
        };
        if (problem is not null)
        {
            throw ApiException.Invalid(Kind, "", FieldError.Invalid("spec.expirationSeconds", spec["expirationSeconds"]?.DeepClone(), problem));
        }
    }

    private static long? Seconds(JsonObject spec) => spec["expirationSeconds"] is null
        ? null
        : spec.NumberOf("expirationSeconds") ?? throw ApiException.BadRequest("spec.expirationSeconds must be a whole number");

    private BoundObject? FindBound(string ns, JsonObject? reference)
    {
        if (reference is null)
        {
            return null;
        }

        var (kind, version, name) = (reference.TextOf("kind"), reference.TextOf("apiVersion"), reference.TextOf("name"));
        if (kind is not ("Pod" or "Secret" or "Node") || version is not ("" or "v1"))
        {
            throw ApiException.BadRequest($"cannot bind token to object of type {(version.Contains('/', StringComparison.Ordinal) ? "" : "/")}{version}, Kind={kind}");
        }

        var bound = new BoundObject(kind.ToLowerInvariant(), new ObjectIdentity(name, ""));
        var stored = Find(new StoreKey($"/{bound.Resource}", bound.IsNamespaced ? ns : "", name));
        if (reference.TextOf("uid") is { Length: > 0 } uid && uid != stored.Header.Uid)
        {
            throw ApiException.Conflict(
                new GroupResource("", kind),
                name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        return bound with { Identity = new ObjectIdentity(name, stored.Header.Uid) };
    }

    private StoredObject Find(StoreKey key) =>
        store.Current.Find(key) ?? throw ApiException.NotFound(new GroupResource("", key.Resource[1..]), key.Name);
}
