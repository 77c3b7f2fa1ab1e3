using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>What metadata may hold, for every kind (docs/spec/control-plane.md#metadata).</summary>
internal static class MetadataRules
{
    private const int MaxAnnotationBytes = 256 << 10;

    private static readonly string[] StandardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

    // What the server sets, and a body cannot: dropped from what is created.
    private static readonly string[] SystemFields = ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Makes metadata that of a new object.</summary>
    public static void PrepareCreate(ServedResource resource, JsonObject document, string ns, DateTimeOffset now)
    {
        var metadata = document.Metadata;
        foreach (var field in SystemFields)
        {
            metadata.Remove(field);
        }

        metadata["creationTimestamp"] = Documents.KubeTime(now);
        metadata["uid"] = Guid.NewGuid().ToString();
        if (resource.Namespaced)
        {
            metadata["namespace"] = ns;
        }
        else
        {
            metadata.Remove("namespace");
        }

        if (document.Name.Length == 0 && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = ObjectNames.Generate(prefix);
        }

        if (resource.Rules.CountsGeneration)
        {
            metadata["generation"] = 1;
        }
    }

    /// <summary>Fills in what an update may leave out, and what it cannot change.</summary>
    public static void PrepareUpdate(JsonObject document, JsonObject old)
    {
        var (metadata, before) = (document.Metadata, old.Metadata);
        foreach (var field in (string[])["uid", "deletionTimestamp", "deletionGracePeriodSeconds", "namespace"])
        {
            if (metadata[field] is null || metadata.Text(field) == "")
            {
                metadata.Take(before, field);
            }
        }

        metadata.Take(before, "creationTimestamp");
        metadata.Take(before, "generation");
        metadata.Remove("selfLink");
    }

    public static IEnumerable<FieldError> Validate(ServedResource resource, JsonObject document)
    {
        var metadata = document.Metadata;
        var (name, prefix) = (document.Name, metadata.Text("generateName"));
        if (prefix.Length > 0)
        {
            // Only its beginning: what is generated is measured by itself.
            foreach (var problem in resource.Rules.Name(prefix.TrimEnd('-', '.')))
            {
                yield return FieldError.Invalid("metadata.generateName", prefix, problem);
            }
        }

        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else
        {
            foreach (var problem in resource.Rules.Name(name))
            {
                yield return FieldError.Invalid("metadata.name", name, problem);
            }
        }

        foreach (var error in Labels(metadata).Concat(Annotations(metadata)).Concat(OwnerRules.Validate(metadata)).Concat(Finalizers(metadata)))
        {
            yield return error;
        }
    }

    public static IEnumerable<FieldError> ValidateUpdate(JsonObject document, JsonObject old)
    {
        var (metadata, before) = (document.Metadata, old.Metadata);
        if (old.IsDeleting)
        {
            var added = metadata.Texts("finalizers").Except(before.Texts("finalizers")).ToList();
            if (added.Count > 0)
            {
                yield return FieldError.Forbidden(
                    "metadata.finalizers",
                    $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(GoText.Quote))}}}");
            }
        }

        foreach (var field in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (!metadata.HasSame(before, field))
            {
                yield return FieldError.Invalid($"metadata.{field}", metadata[field], "field is immutable");
            }
        }
    }

    private static IEnumerable<FieldError> Labels(JsonObject metadata)
    {
        foreach (var (key, value) in (metadata.FindChild("labels") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            foreach (var problem in NameRules.LabelKey(key))
            {
                yield return FieldError.Invalid("metadata.labels", key, problem);
            }

            var text = value?.GetValue<string>() ?? "";
            foreach (var problem in NameRules.LabelValue(text))
            {
                yield return FieldError.Invalid("metadata.labels", text, problem);
            }
        }
    }

    private static IEnumerable<FieldError> Annotations(JsonObject metadata)
    {
        var bytes = 0;
        foreach (var (key, value) in (metadata.FindChild("annotations") ?? []).OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value?.GetValue<string>() ?? "");
            foreach (var problem in NameRules.LabelKey(key.ToLowerInvariant()))
            {
                yield return FieldError.Invalid("metadata.annotations", key, problem);
            }
        }

        if (bytes > MaxAnnotationBytes)
        {
            yield return FieldError.TooLong("metadata.annotations", MaxAnnotationBytes);
        }
    }

    private static IEnumerable<FieldError> Finalizers(JsonObject metadata)
    {
        var finalizers = metadata.Texts("finalizers");
        for (var i = 0; i < finalizers.Count; i++)
        {
            var (field, name) = ($"metadata.finalizers[{i}]", finalizers[i]);
            foreach (var problem in NameRules.LabelKey(name))
            {
                yield return FieldError.Invalid(field, name, problem);
            }

            if (!name.Contains('/', StringComparison.Ordinal) && !StandardFinalizers.Contains(name))
            {
                yield return FieldError.Invalid(field, name, "name is neither a standard finalizer name nor is it fully qualified");
            }
        }

        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
        {
            yield return FieldError.Invalid("metadata.finalizers", metadata["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }
}
