using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>What tells the two resources of tags apart: how they show a tag, and what may be written.</summary>
internal interface ITagKind<T>
    where T : class, IResource<T>
{
    TableLayout<T> Layout { get; }

    /// <summary>Whether a tag is shown only together with its image.</summary>
    bool NeedsImage { get; }

    /// <summary>The tags of a stream that are shown, in order.</summary>
    IReadOnlyList<string> NamesIn(ImageStream stream);

    /// <summary>The tag as it is shown, be there one or not.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="tag">Name of the tag.</param>
    /// <param name="image">Its image; null shows what the stream knows of it.</param>
    T Show(ImageStream stream, string tag, Image? image);

    /// <summary>The tag with another apiVersion (null for an item of a list, which has neither it nor a kind) and metadata.</summary>
    T With(T value, string? apiVersion, ObjectMeta metadata);

    /// <summary>What the tag means when it is sent for one that is shown as <paramref name="shown"/>.</summary>
    T Complete(T sent, T shown);

    /// <summary>Why a tag cannot be made.</summary>
    IReadOnlyList<StatusCause> ValidateNew(T sent, TagName name, ImageStream? stream);

    /// <summary>Why a tag cannot be changed so.</summary>
    IReadOnlyList<StatusCause> ValidateChange(T sent, T shown, TagName name, ImageStream stream);

    /// <summary>Why the tag of a stream that is there cannot be applied.</summary>
    StatusCause CannotApply { get; }

    /// <summary>The refusal of a tag that is in the spec already.</summary>
    ApiException AlreadyExists(string name);

    /// <summary>What a new tag makes of its stream.</summary>
    ImageStream Create(ImageStream stream, string tag, T sent);

    /// <summary>What a change of the tag makes of its stream.</summary>
    /// <exception cref="ApiException">400 when there is nothing to change.</exception>
    ImageStream Update(ImageStream stream, string tag, T sent);
}
