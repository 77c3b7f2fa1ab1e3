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
        RegistryErrorKind.Unauthorized => ImportFailures.Unauthorized(reference),
        _ => ImportFailures.Of(ReasonOf(e.Kind), reference, WordsOf(e)),
    };

    /// <summary>For the list of a repository's tags.</summary>
    public static ImportFailure OfRepository(RegistryException e, string repository) => e.Kind == RegistryErrorKind.NotFound
        ? ImportFailures.RepositoryNotFound(repository)
        : ImportFailures.OfRepository(ReasonOf(e.Kind), WordsOf(e));

    public static ImportFailure Held(ImageReference reference, DateTimeOffset until) =>
        ImportFailures.Of(ImportReasons.RateLimited, reference, $"the registry asked to be left alone until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

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

    private static string ReasonOf(RegistryErrorKind kind) => kind switch
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

    // What is missing may also be a part: an image of a list, a configuration. Then the words are the registry's, which name it.
    private static bool IsAbout(RegistryException e, ImageReference reference) =>
        e.Request?.EndsWith($"/manifests/{(reference.Id.Length > 0 ? reference.Id : reference.Tag)}", StringComparison.Ordinal) != false;

    private static bool Says(RegistryException e, string text) => e.Errors.Any(error =>
        error.Code.Contains(text, StringComparison.OrdinalIgnoreCase) || error.Message.Contains(text, StringComparison.OrdinalIgnoreCase));
}
