using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>
/// A patch, applied here to the object as its sender sees it: what he names is there, lists that are maps are treated as such
/// (docs/adr/0003-patches-are-applied-to-what-is-served.md).
/// </summary>
internal sealed class PatchChange<T>
    where T : class, IResource<T>
{
    private static readonly IFieldSchema? Fields = TypeFieldSchema.Of(T.JsonTypeInfo);

    private readonly Func<JsonObject, JsonObject> _apply;
    private readonly IReadOnlyList<string> _findings;

    /// <exception cref="ApiException">400 when the patch cannot be read.</exception>
    public PatchChange(PatchRequest patch, IPatchSchema? schema)
    {
        switch (patch.Type)
        {
            case PatchType.Json:
                var json = JsonPatch.Parse(patch.Body);
                (_apply, _findings) = (json.Apply, json.Findings);
                break;
            case PatchType.StrategicMerge:
                var strategic = StrategicMergePatch.Parse(patch.Body);
                (_apply, _findings) = (document => strategic.Apply(document, schema), strategic.Findings);
                break;
            default:
                var merge = MergePatch.Parse(patch.Body);
                (_apply, _findings) = (merge.Apply, merge.Findings);
                break;
        }
    }

    /// <summary>What the object becomes.</summary>
    /// <param name="shown">The object as it is served.</param>
    /// <param name="validation">What is done about unknown fields.</param>
    /// <param name="response">Where warnings go; null when they have gone out already.</param>
    /// <exception cref="ApiException">The patch does not fit, or what comes out is no object of the kind.</exception>
    public T Apply(T shown, FieldValidation validation, HttpResponse? response)
    {
        var patched = _apply(JsonSerializer.SerializeToNode(shown, T.JsonTypeInfo)!.AsObject());
        if (response is not null)
        {
            PatchFindings.Enforce([.. _findings, .. UnknownFields.Find(patched, Fields)], patched, validation, response);
        }

        try
        {
            var json = KubeJson.ToUtf8(patched);
            RequestDocument.Parse(json, isYaml: false, T.ResourceKind.Kind, null).EnsureKind(GroupVersionKind.Of(T.ResourceKind), ServedKinds.IsKnown);
            return JsonSerializer.Deserialize(json, T.JsonTypeInfo)!;
        }
        catch (JsonException e)
        {
            throw PatchFindings.Undecodable(patched, $"{e.Path?.TrimStart('$').TrimStart('.')} has a value of a wrong type");
        }
    }
}
