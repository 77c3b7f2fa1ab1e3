using System.Globalization;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.Oci;

namespace ImageStreams.Images;

/// <summary>Words for failed imports: what happened, to which image (docs/spec/imports.md#failures).</summary>
public static class ImportFailures
{
    /// <summary>Longer texts of registries are cut: a condition is no log.</summary>
    public const int MaxDetailLength = 1024;

    private const string Resource = "dockerimage";

    /// <summary>There is no such tag or digest.</summary>
    public static ImportFailure NotFound(ImageReference reference) => NotFound(NameOf(reference));

    /// <summary>There is no such repository; it is named as it was written.</summary>
    public static ImportFailure RepositoryNotFound(string repository) => NotFound(repository);

    public static ImportFailure Unauthorized(ImageReference reference) => new()
    {
        Reason = ImportReasons.Unauthorized,
        Message = $"you may not have access to the container image {GoText.Quote(NameOf(reference))}",
    };

    /// <summary>The same, and why nobody tried to log in.</summary>
    public static ImportFailure Unauthorized(ImageReference reference, string why)
    {
        var failure = Unauthorized(reference);
        return failure with { Message = $"{failure.Message}: {Clean(why)}" };
    }

    /// <summary>The registry says that user name or password are wrong.</summary>
    public static ImportFailure WrongPassword(ImageReference reference) => new()
    {
        Reason = ImportReasons.Unauthorized,
        Message = $"incorrect username or password for image {GoText.Quote(NameOf(reference))}",
    };

    /// <summary>Administrators have blocked the registry; it is named as the reference writes it.</summary>
    public static ImportFailure Blocked(ImageReference reference) => new()
    {
        Reason = ImportReasons.Forbidden,
        Message = $"forbidden: registry {reference.Registry} blocked",
        Details = new StatusDetails(),
    };

    /// <summary>Administrators allow other registries only, or no more images.</summary>
    /// <param name="problem">What <see cref="AllowedRegistries"/> or <see cref="ImageLimits"/> said.</param>
    public static ImportFailure NotAllowed(string problem) =>
        new() { Reason = ImportReasons.NotAllowed, Message = $"forbidden: {problem}" };

    /// <summary>The tag comes from a place that is out of bounds here.</summary>
    public static ImportFailure Refused(string detail) => new() { Reason = ImportReasons.Forbidden, Message = $"forbidden: {detail}" };

    /// <summary>The tag comes from a tag or an image of a stream that is not there, or has no image yet.</summary>
    public static ImportFailure SourceNotFound(string kind, string name) => new()
    {
        Reason = ImportReasons.NotFound,
        Message = $"{kind} {GoText.Quote(Clean(name))} not found",
    };

    /// <summary>The spec names no image.</summary>
    public static ImportFailure InvalidReference(string name, string problem)
    {
        var message = $"Invalid value: {GoText.Quote(Clean(name))}: invalid name: {Clean(problem)}";
        return new ImportFailure
        {
            Reason = ImportReasons.InvalidReference,
            Message = $" \"\" is invalid: from.name: {message}",
            Details = new StatusDetails
            {
                Causes = [new StatusCause { Reason = "FieldValueInvalid", Message = message, Field = "from.name" }],
            },
        };
    }

    /// <summary>The tag has a name that nobody could ask for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="problem">What <see cref="TagNames"/> said.</param>
    public static ImportFailure InvalidTagName(string name, string problem)
    {
        var (field, message) = ($"spec.tags[{Clean(name)}].name", $"Invalid value: {GoText.Quote(Clean(name))}: {problem}");
        return new ImportFailure
        {
            Reason = ImportReasons.InvalidReference,
            Message = $" \"\" is invalid: {field}: {message}",
            Details = new StatusDetails { Causes = [new StatusCause { Reason = "FieldValueInvalid", Message = message, Field = field }] },
        };
    }

    /// <summary>What the stream says of the tags that it wants from its repository makes no sense.</summary>
    public static ImportFailure InvalidFilter(string problem) => new()
    {
        Reason = ImportReasons.InvalidReference,
        Message = Clean(problem),
        Details = new StatusDetails { Causes = [new StatusCause { Reason = "FieldValueInvalid", Message = Clean(problem), Field = "metadata.annotations" }] },
    };

    /// <summary>Everything without words of its own: the message begins as that of an internal error, the reason is precise.</summary>
    public static ImportFailure Of(string reason, ImageReference reference, string detail) =>
        Internal(reason, $"{NameOf(reference)}: {Clean(detail)}");

    /// <summary>Nobody waits any longer; the name is as it was written.</summary>
    public static ImportFailure NotYet(string name, TimeSpan waited) =>
        Internal(ImportReasons.Timeout, string.Create(CultureInfo.InvariantCulture, $"{Clean(name)}: no result within {waited.TotalSeconds:0} seconds"));

    /// <summary>The same failure, but of something that will be tried again by itself.</summary>
    public static ImportFailure InBackground(ImportFailure failure) =>
        Internal(failure.Reason, $"{failure.Message["Internal error occurred: ".Length..]}; the import continues in the background");

    /// <summary>As <see cref="Of"/>, for the list of a repository's tags.</summary>
    public static ImportFailure OfRepository(string reason, string detail) => Internal(reason, Clean(detail));

    private static ImportFailure NotFound(string name) => new()
    {
        Reason = ImportReasons.NotFound,
        Message = $"{Resource}.{ImageGroup.Name} {GoText.Quote(name)} not found",
        Details = new StatusDetails { Name = name, Group = ImageGroup.Name, Kind = Resource },
    };

    private static ImportFailure Internal(string reason, string text) => new()
    {
        Reason = reason,
        Message = $"Internal error occurred: {text}",
        Details = new StatusDetails { Causes = [new StatusCause { Message = text }] },
    };

    private static string NameOf(ImageReference reference) => reference.DockerClientDefaults().Exact;

    // Registries send what they like: a condition takes one bounded line of it that prints.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxDetailLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= MaxDetailLength)
            {
                return clean.Append("...").ToString();
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString().Trim();
    }
}
