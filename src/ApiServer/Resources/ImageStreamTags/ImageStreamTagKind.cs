using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>Tags with the images that they mean now.</summary>
internal sealed class ImageStreamTagKind(ImportSettingsSource settings) : ITagKind<ImageStreamTag>
{
    public TableLayout<ImageStreamTag> Layout => ImageStreamTagColumns.Layout;

    public bool NeedsImage => true;

    public StatusCause CannotApply => ImageStreamTagValidation.CannotApply;

    public IReadOnlyList<string> NamesIn(ImageStream stream) => StreamViews.NamesIn(stream);

    public ImageStreamTag Show(ImageStream stream, string tag, Image? image) =>
        StreamViews.TagOf(stream, tag, image, settings.Current.Plan.Hosts, settings.Current.ImportMode);

    public ImageStreamTag With(ImageStreamTag value, string? apiVersion, ObjectMeta metadata) =>
        value with { Kind = apiVersion is null ? null : ImageStreamTag.ResourceKind.Kind, ApiVersion = apiVersion, Metadata = metadata };

    public ImageStreamTag Complete(ImageStreamTag sent, ImageStreamTag shown) => ImageStreamTagValidation.Complete(sent, shown);

    public IReadOnlyList<StatusCause> ValidateNew(ImageStreamTag sent, TagName name, ImageStream? stream) =>
        ImageStreamTagValidation.ValidateNew(sent, StreamRules.Of(settings.Current), TagRules.IsInsecure(stream));

    public IReadOnlyList<StatusCause> ValidateChange(ImageStreamTag sent, ImageStreamTag shown, TagName name, ImageStream stream) =>
        ImageStreamTagValidation.ValidateChange(sent, shown, TagRules.Of(settings.Current, stream, name), TagRules.IsInsecure(stream));

    // The singular is the original's.
    public ApiException AlreadyExists(string name) => ApiException.AlreadyExists(new(ImageGroup.Name, "imagestreamtag"), name);

    public ImageStream Create(ImageStream stream, string tag, ImageStreamTag sent) => TagEdits.Create(stream, tag, sent);

    public ImageStream Update(ImageStream stream, string tag, ImageStreamTag sent) => TagEdits.Update(stream, tag, sent) ?? throw ApiException.BadRequest(
        $"imagestreamtag {tag} is not a spec tag in imagestream {stream.Metadata?.Namespace}/{stream.Metadata?.Name}, cannot be updated");
}
