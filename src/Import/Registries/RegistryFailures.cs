using System.Globalization;
using System.Net;
using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>Turns what a registry did into the words of an import failure (docs/spec/importing.md#failures).</summary>
internal static class RegistryFailures
{
    private const string WrongPassword = "incorrect username or password";

    public static ImportFailure Of(RegistryException e, ImageReference reference) => e.Kind switch
    {
        not RegistryErrorKind.NotFound when e.InnerException is AggregateException => ImportFailures.Of(ReasonOf(e.Kind), reference, e.Message),
        RegistryErrorKind.NotFound when IsAbout(e, reference) => ImportFailures.NotFound(reference),
        RegistryErrorKind.Unauthorized when Says(e, WrongPassword) => ImportFailures.WrongPassword(reference),
        RegistryErrorKind.Unauthorized when e.StatusCode is null => ImportFailures.Unauthorized(reference, e.Message), // it was us who would not log in
        RegistryErrorKind.Unauthorized => ImportFailures.Unauthorized(reference),
        _ => ImportFailures.Of(ReasonOf(e.Kind), reference, WordsOf(e)),
    };

    /// <summary>For the list of a repository's tags.</summary>
    public static ImportFailure OfRepository(RegistryException e, string repository) => e.Kind == RegistryErrorKind.NotFound
        ? ImportFailures.RepositoryNotFound(repository)
        : ImportFailures.OfRepository(ReasonOf(e.Kind), WordsOf(e));

    /// <summary>The registry is not asked for a while.</summary>
    public static ImportFailure Held(ImageReference reference, RegistryHold hold) =>
        ImportFailures.Of(hold.Reason, reference, hold.Words) with { NotBefore = hold.Until };

    /// <summary>As <see cref="Held(ImageReference, RegistryHold)"/>, for the list of a repository's tags.</summary>
    public static ImportFailure Held(RegistryHold hold) => ImportFailures.OfRepository(hold.Reason, hold.Words) with { NotBefore = hold.Until };

    /// <summary>Why a registry failed, without what it was asked: that is not everybody's business.</summary>
    public static string CauseOf(RegistryException e)
    {
        var words = WordsOf(e);
        return e.Request is { } request && words.StartsWith($"{request}: ", StringComparison.Ordinal) ? words[(request.Length + 2)..] : words;
    }

    /// <summary>The reason of a condition for what a registry did.</summary>
    public static string ReasonOf(RegistryErrorKind kind) => kind switch
    {
        RegistryErrorKind.Unauthorized => ImportReasons.Unauthorized,
        RegistryErrorKind.Forbidden => ImportReasons.Forbidden,
        RegistryErrorKind.NotFound => ImportReasons.NotFound,
        RegistryErrorKind.TooManyRequests => ImportReasons.TooManyRequests,
        RegistryErrorKind.Timeout => ImportReasons.Timeout,
        RegistryErrorKind.Unreachable => ImportReasons.Unreachable,
        RegistryErrorKind.InvalidManifest => ImportReasons.InvalidManifest,
        RegistryErrorKind.TooLarge => ImportReasons.TooLarge,
        _ => ImportReasons.InternalError,
    };

    // A registry that broke down has the same words for whatever it was asked; refusals begin with the word that registries have for them.
    private static string WordsOf(RegistryException e) => e switch
    {
        { Kind: RegistryErrorKind.Server, StatusCode: >= 500 and var code } =>
            string.Create(CultureInfo.InvariantCulture, $"received unexpected HTTP status: {code} {PhraseOf(code)}").TrimEnd(),
        { Kind: RegistryErrorKind.Forbidden } => $"denied: {e.Message}",
        { Kind: RegistryErrorKind.TooManyRequests } => $"toomanyrequests: {e.Message}",
        _ => e.Message,
    };

    private static string PhraseOf(int code)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)code);
        return response.ReasonPhrase ?? "";
    }

    // What is missing may also be a part: an image of a list, a configuration. Then the words are the registry's, which name it.
    private static bool IsAbout(RegistryException e, ImageReference reference) =>
        e.Request?.EndsWith($"/manifests/{(reference.Id.Length > 0 ? reference.Id : reference.Tag)}", StringComparison.Ordinal) != false;

    private static bool Says(RegistryException e, string text) => e.Errors.Any(error =>
        error.Code.Contains(text, StringComparison.OrdinalIgnoreCase) || error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
