using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Whether a signature of an image may be stored (docs/spec/images.md#signatures).</summary>
public static class SignatureValidation
{
    private const string UnsetMessage = "must be unset for unknown signature state";

    /// <param name="signature">The signature.</param>
    /// <param name="path">Path of the signature in a larger document, ending with a dot; empty for a signature of its own.</param>
    public static IReadOnlyList<StatusCause> Validate(ImageSignature signature, string path) =>
    [
        .. MetadataCauses(signature.Metadata, $"{path}metadata"),
        .. ContentCauses(signature, path),
        .. ConditionCauses(signature, path),
    ];

    private static IEnumerable<StatusCause> MetadataCauses(ObjectMeta? metadata, string path)
    {
        var name = metadata?.Name ?? "";
        if (!SignatureNames.TryRead(name, out _))
        {
            yield return FieldErrors.Invalid($"{path}.name", name, "name must be of format <imageName>@<signatureName>");
        }

        if (metadata?.Labels is { Count: > 0 })
        {
            yield return FieldErrors.Forbidden($"{path}.labels", "signature labels cannot be set");
        }

        if (metadata?.Annotations is { Count: > 0 })
        {
            yield return FieldErrors.Forbidden($"{path}.annotations", "signature annotations cannot be set");
        }
    }

    private static IEnumerable<StatusCause> ContentCauses(ImageSignature signature, string path)
    {
        if (string.IsNullOrEmpty(signature.Type))
        {
            yield return FieldErrors.Required($"{path}type", "");
        }

        if (signature.Content is not { Length: > 0 })
        {
            yield return FieldErrors.Required($"{path}content", "");
        }
    }

    private static IEnumerable<StatusCause> ConditionCauses(ImageSignature signature, string path)
    {
        var trusted = Newest(signature, "Trusted");
        var forImage = Newest(signature, "ForImage");
        if (trusted is not null && forImage is null)
        {
            yield return FieldErrors.Invalid($"{path}conditions", "", @"missing ""ForImage"" condition type");
        }

        if (forImage is not null && trusted is null)
        {
            yield return FieldErrors.Invalid($"{path}conditions", "", @"missing ""Trusted"" condition type");
        }

        if (trusted is { Status: not "Unknown" })
        {
            yield break;
        }

        foreach (var field in FindingsIn(signature))
        {
            yield return FieldErrors.Invalid($"{path}{field}", "", UnsetMessage);
        }
    }

    // The order is stable: of those looked at at the same time the last one counts.
    private static SignatureCondition? Newest(ImageSignature signature, string type) =>
        signature.Conditions?.Where(c => c.Type == type).OrderBy(c => c.LastProbeTime.Value).LastOrDefault();

    // What only a verification can have found.
    private static IEnumerable<string> FindingsIn(ImageSignature signature)
    {
        (string Field, bool IsSet)[] findings =
        [
            ("imageIdentity", !string.IsNullOrEmpty(signature.ImageIdentity)),
            ("signedClaims", signature.SignedClaims is { Count: > 0 }),
            ("issuedBy", signature.IssuedBy is not null),
            ("issuedTo", signature.IssuedTo is not null),
        ];
        return findings.Where(f => f.IsSet).Select(f => f.Field);
    }
}
