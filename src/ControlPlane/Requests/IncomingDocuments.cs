using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ControlPlane;

/// <summary>Reads the objects that callers send (docs/spec/control-plane.md#documents).</summary>
internal sealed class IncomingDocuments(IResourceSource resources)
{
    private const int ShownBytes = 30;

    /// <summary>The body as a document of the resource's kind: known fields only, defaults filled in.</summary>
    /// <exception cref="ApiException">400 for what cannot be read, is of another kind, or breaks strict validation; 413; 415.</exception>
    public async Task<JsonObject> ReadAsync(HttpContext context, ServedResource resource, FieldValidation validation, CancellationToken cancellationToken)
    {
        var sent = await RequestDocument.ReadAsync(context, resource.Kind.Kind, null, cancellationToken);
        sent = resource.IsCustom ? EnsureCustomKind(sent, resource) : sent.EnsureKind(resource.Kind, k => resources.Current.Find(k) is not null);
        List<string> findings = [.. sent.Findings];
        if (DocumentChecks.Shape(resource, sent.Resource, findings) is { } wrongType)
        {
            throw Unfit(resource, wrongType);
        }

        if (findings.Count > 0 && validation == FieldValidation.Strict)
        {
            throw Unfit(resource, $"strict decoding error: {string.Join(", ", findings)}");
        }

        if (validation == FieldValidation.Warn)
        {
            findings.ForEach(f => WarningHeader.Add(context.Response, f));
        }

        return sent.Resource;
    }

    private static ApiException Unfit(ServedResource resource, string problem) => ApiException.BadRequest(
        $"{resource.Kind.Kind} in version {GoText.Quote(resource.Kind.Version)} cannot be handled as a {resource.Kind.Kind}: {problem}");

    private static RequestDocument EnsureCustomKind(RequestDocument sent, ServedResource resource)
    {
        var (stated, wanted) = (sent.Kind, resource.Kind);
        if (stated.Kind.Length == 0)
        {
            var text = KubeJson.ToText(sent.Resource);
            var shown = text.Length > ShownBytes ? $"{text[..ShownBytes]} ..." : text;
            throw ApiException.BadRequest($"the object provided is unrecognized (must be of type {wanted.Kind}): Object 'Kind' is missing in '{text}' ({shown})");
        }

        if (stated.ApiVersion != wanted.ApiVersion)
        {
            throw ApiException.BadRequest($"the API version in the data ({stated.ApiVersion}) does not match the expected API version ({wanted.ApiVersion})");
        }

        return stated.Kind == wanted.Kind
            ? sent
            : throw ApiException.Invalid(
                stated.GroupKind, sent.Resource.Name, FieldError.Invalid("kind", stated.Kind, $"must be {wanted.Kind}"));
    }
}
