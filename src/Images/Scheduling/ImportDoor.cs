using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>Writes the results of an import request into a stream: spec and status (docs/spec/imports.md#requests).</summary>
public static class ImportDoor
{
    private static readonly Dictionary<StreamKey, SourceStream> NoSources = [];

    /// <summary>The stream after the import, with the generation that the store gives it. Nothing changed, nothing to write.</summary>
    /// <param name="stored">The stored stream; null when the request creates it.</param>
    /// <param name="stream">The stream to write to: the stored one, or a new one with the metadata that the request gives.</param>
    /// <param name="entries">The images that have a tag to go to, in the order of the request.</param>
    /// <param name="context">The world around; one time for the whole request.</param>
    /// <param name="defaultImportMode">The import mode of tags that name none.</param>
    public static StreamChange Apply(
        ImageStream? stored, ImageStream stream, IEnumerable<ImportEntry> entries, EvaluationContext context, string defaultImportMode)
    {
        var before = StoredShape.Of(stored ?? stream, defaultImportMode);
        var draft = new SpecDraft(before, context);
        foreach (var entry in entries)
        {
            draft.Add(entry);
        }

        var imported = draft.ToStream();
        if (stored is not null
            && !string.IsNullOrEmpty(before.FindAnnotation(ImageAnnotations.RepositoryCheck))
            && StreamChange.Between(before, imported).IsEmpty)
        {
            return StreamChange.Between(stored, stored);
        }

        var stamped = Stamped(imported, context.Now);
        var prepared = stored is null
            ? StreamPreparation.ForCreate(stamped, StatusSource.Sent, defaultImportMode)
            : StreamPreparation.ForUpdate(before, stamped, StatusSource.Sent, defaultImportMode);
        var evaluated = TagEvaluator.Evaluate(stored is null ? null : before, prepared, NoSources, context);
        return StreamChange.Between(stored is null ? stream with { Spec = null, Status = null } : before, evaluated.Stream);
    }

    private static ImageStream Stamped(ImageStream stream, DateTimeOffset now)
    {
        var annotations = stream.Metadata.CopyAnnotations();
        annotations[ImageAnnotations.RepositoryCheck] = KubeTimeConverter.ToText(now);
        return stream with { Metadata = stream.Metadata.With(annotations) };
    }

    private sealed class SpecDraft(ImageStream stream, EvaluationContext context)
    {
        private readonly StatusDraft _status = new(stream.Status, context.HistoryLimit);
        private readonly Dictionary<string, TagReference> _tags = stream.SpecTags.ToDictionary(t => t.Name ?? "", StringComparer.Ordinal);
        private readonly long _next = stream.Generation + 1;

        public void Add(ImportEntry entry)
        {
            if (entry.IsOpen)
            {
                _tags[entry.Tag] = Asked(entry, _tags.GetValueOrDefault(entry.Tag));
            }
            else if (entry.Failure is { } failure)
            {
                AddFailure(entry, failure);
            }
            else
            {
                AddImage(entry);
            }
        }

        public ImageStream ToStream() => stream with
        {
            Spec = (stream.Spec ?? new ImageStreamSpec()) with { Tags = _tags.Count == 0 ? null : [.. _tags.Values] },
            Status = _status.ApplyTo(stream).Status,
        };

        private void AddImage(ImportEntry entry)
        {
            var item = new TagEvent
            {
                Created = WireTime.Truncate(context.Now),
                DockerImageReference = entry.Reference,
                Image = entry.Image,
                Generation = _next,
            };
            var tag = _tags.GetValueOrDefault(entry.Tag);
            if (IsNews(tag, _status.Find(entry.Tag)?.Newest, item))
            {
                tag = Asked(entry, tag);
                _status.Push(entry.Tag, item);
            }

            _tags[entry.Tag] = tag! with { ImportPolicy = entry.ImportPolicy };
            _status.ClearConditions(entry.Tag);
        }

        private void AddFailure(ImportEntry entry, ImportFailure failure)
        {
            var known = _tags.TryGetValue(entry.Tag, out var tag);
            var isOld = _status.Find(entry.Tag)?.Conditions?.Any(c => FailureConditions.IsSameFailure(c, failure)) == true;
            if (!isOld)
            {
                _status.SetCondition(entry.Tag, FailureConditions.Of(failure, _next, context.Now));
            }

            if (entry.OfRepository)
            {
                return;
            }

            if (!known)
            {
                _tags[entry.Tag] = Asked(entry, null);
            }
            else if (!isOld)
            {
                _tags[entry.Tag] = tag! with { Generation = 0 };
            }
        }

        // Generation 0 asks the preparation for the next one; reference, annotations and an earlier reference policy stay.
        private static TagReference Asked(ImportEntry entry, TagReference? tag) => (tag ?? new TagReference { Name = entry.Tag }) with
        {
            From = new ObjectReference { Kind = SourceKinds.DockerImage, Name = entry.From },
            Generation = 0,
            ImportPolicy = entry.ImportPolicy,
            ReferencePolicy = tag?.ReferencePolicy ?? entry.ReferencePolicy,
        };

        private static bool IsNews(TagReference? tag, TagEvent? newest, TagEvent item) =>
            tag is not { Generation.HasValue: true }
            || newest is null
            || newest.DockerImageReference != item.DockerImageReference
            || newest.Image != item.Image
            || tag.Generation.Value > (newest.Generation ?? 0);
    }
}
