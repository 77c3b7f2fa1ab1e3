using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>The resources that are answered, not stored: reviews, tokens, and the end of namespaces.</summary>
internal sealed class ExtraResources
{
    private const string Authentication = "authentication.k8s.io";
    private const string Authorization = "authorization.k8s.io";

    private static readonly FieldManagement ReviewManagement = new()
    {
        TypeOf = static _ => TypeSchema.Deduced,
        Empty = new JsonObject { ["spec"] = new JsonObject() },
    };

    private readonly Dictionary<(string Group, string Version, string Name), ExtraResource> _byPath;

    private readonly TimeProvider _time;

    public ExtraResources(
        AccessReviews access,
        TokenReviews tokens,
        TokenRequests requests,
        ObjectWriter writer,
        IResourceSource resources,
        IncomingDocuments documents,
        TimeProvider time)
    {
        _time = time;
        All =
        [
            Review(Authentication, "TokenReview", "tokenreviews", (_, _, r) => ValueTask.FromResult(tokens.Review(r))),
            Review(Authentication, "SelfSubjectReview", "selfsubjectreviews", (c, _, r) => ValueTask.FromResult(tokens.ReviewSelf(c.GetUser(), r))),
            Review(Authorization, "SubjectAccessReview", "subjectaccessreviews", (c, _, r) => access.ReviewSubjectAsync(r, c.RequestAborted)),
            Review(Authorization, "SelfSubjectAccessReview", "selfsubjectaccessreviews", (c, _, r) => access.ReviewSelfAsync(c.GetUser(), r, c.RequestAborted)),
            Review(Authorization, "SelfSubjectRulesReview", "selfsubjectrulesreviews", (c, _, r) => ValueTask.FromResult(access.ReviewSelfRules(c.GetUser(), r))),
            Review(Authorization, "LocalSubjectAccessReview", "localsubjectaccessreviews", (c, i, r) => access.ReviewLocalSubjectAsync(i.Namespace, r, c.RequestAborted)) with { Namespaced = true },
            new ExtraResource(("", "v1"), "serviceaccounts/token", new(Authentication, "v1", "TokenRequest"), true, ["create"], async (context, info) =>
                Created(requests.Create(info.Namespace, info.Name, await ReadAsync(context, new(Authentication, "v1", "TokenRequest"))))),
            new ExtraResource(("", "v1"), "namespaces/finalize", new("", "v1", "Namespace"), false, ["update"], (context, info) =>
                FinalizeAsync(context, info, writer, resources, documents)),
        ];
        _byPath = All.ToDictionary(e => (e.Parent.Group, e.Parent.Version, e.Name));
    }

    public IReadOnlyList<ExtraResource> All { get; }

    /// <summary>What a request is for; null for anything else, a single review by name too: there are none.</summary>
    public ExtraResource? Find(RequestInfo request) => request.IsNamed && request.Subresource.Length == 0 ? null : _byPath.GetValueOrDefault((
        request.Group, request.Version, request.Subresource.Length == 0 ? request.Resource : $"{request.Resource}/{request.Subresource}"));

    private ExtraResource Review(string group, string kind, string plural, Func<HttpContext, RequestInfo, JsonObject, ValueTask<JsonObject>> answer) => new(
        (group, "v1"), plural, new(group, "v1", kind), false, ["create"], async (context, info) =>
        {
            var query = WriteQuery.ForCreate(context.Request.Query);
            var review = await ReadAsync(context, new(group, "v1", kind));
            var write = new FieldWrite(ResourceRequests.ContextOf(context, query).Manager, $"{group}/v1", "", _time.GetUtcNow());
            return Created(await answer(context, info, ManagedFields.Update(ReviewManagement, null, review, write)));
        });

    private static IResult Created(JsonObject document) => KubeResults.Object(document, code: StatusCodes.Status201Created);

    private static async Task<JsonObject> ReadAsync(HttpContext context, GroupVersionKind kind)
    {
        var sent = await RequestDocument.ReadAsync(context, kind.Kind, null, context.RequestAborted);
        return sent.EnsureKind(kind, _ => false).Resource;
    }

    private static async Task<IResult> FinalizeAsync(
        HttpContext context, RequestInfo info, ObjectWriter writer, IResourceSource resources, IncomingDocuments documents)
    {
        var resource = resources.Current.Find("", "v1", "namespaces")!;
        var query = WriteQuery.ForUpdate(context.Request.Query);
        var sent = await documents.ReadAsync(context, resource, query.FieldValidation, context.RequestAborted);
        ResourceRequests.EnsureName(info, sent);
        var written = await writer.UpdateAsync(
            resource,
            resource.Key("", info.Name),
            NamespaceRules.Finalize,
            current => NamespaceRules.Finalized(sent, current!),
            createsMissing: false,
            ResourceRequests.ContextOf(context, query));
        return ResourceRequests.Answer(resource, written.Json);
    }
}
