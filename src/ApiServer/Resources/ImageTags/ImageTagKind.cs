using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>Tags with what they should be and what they were.</summary>
internal sealed class ImageTagKind(ImportSettingsSource settings) : ITagKind<ImageTag>
{
    public TableLayout<ImageTag> Layout => ImageTagColumns.Layout;

    public bool NeedsImage => false;

    public StatusCause CannotApply => ImageTagValidation.CannotApply;

    public IReadOnlyList<string> NamesIn(ImageStream stream) => ImageTagViews.NamesIn(stream);

    public ImageTag Show(ImageStream stream, string tag, Image? image) =>
        ImageTagViews.Of(stream, tag, image, settings.Current.Plan.Hosts, settings.Current.ImportMode);

    public ImageTag With(ImageTag value, string? apiVersion, ObjectMeta metadata) =>
        value with { Kind = apiVersion is null ? null : ImageTag.ResourceKind.Kind, ApiVersion = apiVersion, Metadata = metadata };

    public ImageTag Complete(ImageTag sent, ImageTag shown) => sent;

    public IReadOnlyList<StatusCause> ValidateNew(ImageTag sent, TagName name, ImageStream? stream) =>
        ImageTagValidation.ValidateNew(sent, name.Tag, StreamRules.Of(settings.Current), TagRules.IsInsecure(stream));

    public IReadOnlyList<StatusCause> ValidateChange(ImageTag sent, ImageTag shown, TagName name, ImageStream stream) =>
        ImageTagValidation.ValidateChange(sent, shown, name.Tag, TagRules.Of(settings.Current, stream, name), TagRules.IsInsecure(stream));

    public ApiException AlreadyExists(string name) => ApiException.AlreadyExists(GroupResource.Of(ImageTag.ResourceKind), name);

    public ImageStream Create(ImageStream stream, string tag, ImageTag sent) => TagEdits.Write(stream, tag, sent);

    public ImageStream Update(ImageStream stream, string tag, ImageTag sent) => TagEdits.Write(stream, tag, sent);
}
