using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Changes objects by patches, of each kind (docs/spec/control-plane.md#patches).</summary>
internal sealed class ObjectPatches(ObjectWriter writer, IResourceSource resources, TimeProvider time)
{
    private static readonly PatchType[] ForBuiltIn = [PatchType.Json, PatchType.Merge, PatchType.StrategicMerge, PatchType.Apply];
    private static readonly PatchType[] ForCustom = [PatchType.Json, PatchType.Merge, PatchType.Apply];

    public async Task<WrittenObject> PatchAsync(HttpContext context, RequestInfo request, ServedResource resource)
    {
        var patch = await ReadAsync(context, resource);
        var query = WriteQuery.ForPatch(context.Request.Query, patch.Type == PatchType.Apply);
        var write = ResourceRequests.ContextOf(context, query);
        var key = resource.Key(request.Namespace, request.Name);
        if (patch.Type == PatchType.Apply)
        {
            return await ApplyAsync(context, request, resource, patch, write with { IsApplied = true }, query.Force);
        }

        var (apply, findings) = Prepare(patch, resource);
        return await writer.UpdateAsync(resource, key, request.Subresource, current => Shaped(apply(current!)), createsMissing: false, write);

        JsonObject Shaped(JsonObject patched)
        {
            List<string> found = [.. findings];
            Check(request, resource, patched, found);
            PatchFindings.Enforce(found, patched, query.FieldValidation, context.Response);
            return patched;
        }
    }

    private static async Task<PatchRequest> ReadAsync(HttpContext context, ServedResource resource)
    {
        if (!resource.IsCustom)
        {
            return await PatchRequest.ReadAsync(context, ForBuiltIn, context.RequestAborted);
        }

        var mediaType = context.Request.ContentType?.Split(';')[0].Trim();
        return string.Equals(mediaType, "application/strategic-merge-patch+json", StringComparison.OrdinalIgnoreCase)
            ? throw ApiException.UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
            : await PatchRequest.ReadAsync(context, ForCustom, context.RequestAborted);
    }

    private static (Func<JsonObject, JsonObject> Apply, IReadOnlyList<string> Findings) Prepare(PatchRequest patch, ServedResource resource)
    {
        switch (patch.Type)
        {
            case PatchType.Json:
                var json = JsonPatch.Parse(patch.Body);
                return (json.Apply, json.Findings);
            case PatchType.Merge:
                var merge = MergePatch.Parse(patch.Body);
                return (merge.Apply, merge.Findings);
            default:
                var strategic = StrategicMergePatch.Parse(patch.Body);
                return (document => strategic.Apply(document, resource.PatchSchema), strategic.Findings);
        }
    }

    /// <summary>A patched document must still be of its kind, and the object that was asked for.</summary>
    private static void Check(RequestInfo request, ServedResource resource, JsonObject patched, List<string> findings)
    {
        if (patched.Text("kind") != resource.Kind.Kind || patched.Text("apiVersion") != resource.Kind.ApiVersion)
        {
            throw PatchFindings.Undecodable(
                patched, $"{patched.Text("apiVersion")}, Kind={patched.Text("kind")} is not {resource.Kind.ApiVersion}, Kind={resource.Kind.Kind}");
        }

        if (DocumentChecks.Shape(resource, patched, findings) is { } wrongType)
        {
            throw PatchFindings.Undecodable(patched, wrongType);
        }

        ResourceRequests.EnsureName(request, patched);
    }

    private async Task<WrittenObject> ApplyAsync(
        HttpContext context, RequestInfo request, ServedResource resource, PatchRequest patch, WriteContext write, bool force)
    {
        var sent = RequestDocument.Parse(patch.Body, isYaml: true, resource.Kind.Kind, null);
        if (sent.Kind != resource.Kind)
        {
            throw ApiException.BadRequest(resources.Current.Find(sent.Kind) is null
                ? $"invalid object type: {sent.Kind.Group}/{sent.Kind.Version}, Kind={sent.Kind.Kind}"
                : $"the object provided is of kind {sent.Kind.Kind} ({sent.Kind.ApiVersion}), and {resource.Kind.Kind} ({resource.Kind.ApiVersion}) is wanted");
        }

        var applied = sent.Resource;
        var key = resource.Key(request.Namespace, request.Name);
        return await writer.UpdateAsync(resource, key, request.Subresource, Applied, createsMissing: request.Subresource.Length == 0, write);

        JsonObject Applied(JsonObject? live)
        {
            var document = FieldOwnership.Apply(resource, live, applied.DeepClone().AsObject(), request.Subresource, write, force, time.GetUtcNow());
            List<string> findings = [.. sent.Findings];
            if (DocumentChecks.Shape(resource, document, findings) is { } wrongType)
            {
                throw PatchFindings.Undecodable(document, wrongType);
            }

            ResourceRequests.EnsureName(request, document);
            PatchFindings.Enforce(findings, document, write.Validation, context.Response);
            return document;
        }
    }
}
