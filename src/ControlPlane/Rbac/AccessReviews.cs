using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Answers what somebody may do: the reviews of <c>authorization.k8s.io</c> (docs/spec/access.md#reviews).</summary>
internal sealed class AccessReviews(IAuthorizer authorizer, RbacAuthorizer rbac)
{
    private static readonly GroupKind Kind = new("authorization.k8s.io", "");

    public ValueTask<JsonObject> ReviewSubjectAsync(JsonObject review, CancellationToken cancellationToken)
    {
        var spec = review["spec"];
        Refuse([.. OneQuestion(spec), .. Subject(spec)]);
        return DecideAsync(review, SubjectOf(spec), cancellationToken);
    }

    public ValueTask<JsonObject> ReviewLocalSubjectAsync(string ns, JsonObject review, CancellationToken cancellationToken)
    {
        var spec = review["spec"];
        Refuse([.. OneQuestion(spec), .. Subject(spec), .. Local(ns, spec)]);
        return DecideAsync(review, SubjectOf(spec), cancellationToken);
    }

    public ValueTask<JsonObject> ReviewSelfAsync(AuthenticatedUser caller, JsonObject review, CancellationToken cancellationToken)
    {
        Refuse([.. OneQuestion(review["spec"])]);
        return DecideAsync(review, caller, cancellationToken);
    }

    /// <summary>Everything the caller may do in a namespace.</summary>
    public JsonObject ReviewSelfRules(AuthenticatedUser caller, JsonObject review)
    {
        var ns = review["spec"].TextOf("namespace");
        if (ns.Length == 0)
        {
            throw ApiException.BadRequest("no namespace on request");
        }

        var held = rbac.RulesFor(caller, ns);
        var resources = held.Rules.Where(r => r.NonResourceUrls is not { Count: > 0 });
        var paths = held.Rules.Where(r => r.NonResourceUrls is { Count: > 0 });
        var status = new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. resources.Select(ToJson)]),
            ["nonResourceRules"] = new JsonArray([.. paths.Select(ToJson)]),
            ["incomplete"] = false,
        };
        if (held.Error.Length > 0)
        {
            status["evaluationError"] = held.Error;
        }

        var answer = Answer(review, status);
        answer["spec"] = new JsonObject();
        return answer;
    }

    /// <summary>The review as it was sent, with the answer.</summary>
    internal static JsonObject Answer(JsonObject review, JsonNode status)
    {
        var answer = review.DeepClone().AsObject();
        answer["metadata"] ??= new JsonObject();
        answer["status"] = status;
        return answer;
    }

    private static JsonNode ToJson(PolicyRule rule) => JsonSerializer.SerializeToNode(rule, EntitiesJsonContext.Default.PolicyRule)!;

    private static void Refuse(IReadOnlyList<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiException.Invalid(Kind, "", errors);
        }
    }

    private static IEnumerable<FieldError> OneQuestion(JsonNode? spec)
    {
        var (resource, path) = (spec.Field("resourceAttributes"), spec.Field("nonResourceAttributes"));
        return (resource, path) switch
        {
            (null, null) => [FieldError.Invalid(
                "spec.resourceAttributes", null, "exactly one of nonResourceAttributes or resourceAttributes must be specified")],
            (not null, not null) => [FieldError.Invalid(
                "spec.nonResourceAttributes", Shown(path), "cannot be specified in combination with resourceAttributes")],
            _ => [],
        };
    }

    private static IEnumerable<FieldError> Subject(JsonNode? spec) =>
        spec.TextOf("user").Length == 0 && spec.TextsOf("groups").Count == 0
            ? [FieldError.Invalid("spec.user", "", "at least one of user or group must be specified")]
            : [];

    private static IEnumerable<FieldError> Local(string ns, JsonNode? spec)
    {
        if (spec.Field("resourceAttributes") is { } resource && resource.TextOf("namespace") != ns)
        {
            yield return FieldError.Invalid(
                "spec.resourceAttributes.namespace", resource.TextOf("namespace"), "must match metadata.namespace");
        }

        if (spec.Field("nonResourceAttributes") is { } path)
        {
            yield return FieldError.Invalid("spec.nonResourceAttributes", Shown(path), "disallowed on this kind of request");
        }
    }

    private static JsonObject Shown(JsonNode path) => new() { ["Path"] = path.TextOf("path"), ["Verb"] = path.TextOf("verb") };

    private static AuthenticatedUser SubjectOf(JsonNode? spec) => new()
    {
        Name = spec.TextOf("user"),
        Uid = spec.TextOf("uid"),
        Groups = spec.TextsOf("groups"),
        Extra = (spec.Field("extra") as JsonObject ?? []).ToDictionary(e => e.Key, e => spec.Field("extra").TextsOf(e.Key)),
    };

    private static AuthorizationAttributes Question(JsonNode? spec, AuthenticatedUser user)
    {
        if (spec.Field("nonResourceAttributes") is { } path)
        {
            return new AuthorizationAttributes { User = user, Verb = path.TextOf("verb"), Path = path.TextOf("path") };
        }

        var resource = spec.Field("resourceAttributes");
        return new AuthorizationAttributes
        {
            User = user,
            IsResourceRequest = true,
            Verb = resource.TextOf("verb"),
            Group = resource.TextOf("group"),
            Version = resource.TextOf("version"),
            Namespace = resource.TextOf("namespace"),
            Resource = resource.TextOf("resource"),
            Subresource = resource.TextOf("subresource"),
            Name = resource.TextOf("name"),
        };
    }

    private async ValueTask<JsonObject> DecideAsync(JsonObject review, AuthenticatedUser user, CancellationToken cancellationToken)
    {
        var decision = await authorizer.AuthorizeAsync(Question(review["spec"], user), cancellationToken);
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Verdict == AuthorizationVerdict.Deny)
        {
            status["denied"] = true;
        }

        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        return Answer(review, status);
    }
}
