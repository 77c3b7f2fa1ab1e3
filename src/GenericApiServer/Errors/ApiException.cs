using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Our answer to a caller whose request cannot be served; <see cref="StatusMiddleware"/> turns it into HTTP.</summary>
/// <remarks>Codes, reasons and words are those of a kube-apiserver: docs/spec/server.md#errors.</remarks>
public sealed class ApiException(Status status, Exception? innerException = null) : Exception(status.Message, innerException)
{
    /// <summary>The body of the answer.</summary>
    public Status Status { get; } = status with { Kind = "Status", ApiVersion = "v1", Metadata = status.Metadata ?? new ListMeta() };

    /// <summary>The HTTP status code.</summary>
    public int Code => Status.Code ?? 500;

    /// <summary>Value of the <c>WWW-Authenticate</c> header, for servers that offer a login; a kube-apiserver sends none.</summary>
    public string? Challenge { get; init; }

    public static ApiException BadRequest(string message, Exception? cause = null) => new(Failure(400, "BadRequest", message), cause);

    /// <summary>The credentials are missing or worth nothing; the answer never says which.</summary>
    public static ApiException Unauthorized() => new(Failure(401, "Unauthorized", "Unauthorized"));

    /// <summary><paramref name="resource"/> and <paramref name="name"/> may be empty: then the message is about the request as a whole.</summary>
    public static ApiException Forbidden(GroupResource resource, string name, string message)
    {
        var subject = (resource.ToString(), name) switch
        {
            ("", _) => "forbidden",
            (var text, "") => $"{text} is forbidden",
            var (text, n) => $"{text} {GoText.Quote(n)} is forbidden",
        };
        return new(Failure(403, "Forbidden", $"{subject}: {message}") with { Details = Details(resource, name) });
    }

    public static ApiException NotFound(GroupResource resource, string name) =>
        new(Failure(404, "NotFound", $"{resource} {GoText.Quote(name)} not found") with { Details = Details(resource, name) });

    /// <summary>Nothing is served under this path.</summary>
    public static ApiException PathNotFound() =>
        new(Failure(404, "NotFound", "the server could not find the requested resource") with { Details = new() });

    /// <summary>The path exists, but not for this HTTP method.</summary>
    public static ApiException MethodNotAllowed() =>
        new(Failure(405, "MethodNotAllowed", "the server does not allow this method on the requested resource") with { Details = new() });

    /// <summary>The resource exists, but not with this verb.</summary>
    public static ApiException MethodNotAllowed(GroupResource resource, string verb) => new(
        Failure(405, "MethodNotAllowed", $"{verb} is not supported on resources of kind {GoText.Quote(resource.ToString())}") with
        {
            Details = Details(resource, ""),
        });

    /// <summary>None of the media types that the caller accepts is served.</summary>
    public static ApiException NotAcceptable(string message) => new(Failure(406, "NotAcceptable", message));

    /// <summary>A patch of a type that is not served; the answer names only the type of error, as a kube-apiserver's does.</summary>
    public static ApiException UnsupportedPatchType() =>
        new(Failure(415, "UnsupportedMediaType", "415: Unsupported Media Type") with { Details = new() });

    public static ApiException AlreadyExists(GroupResource resource, string name) =>
        new(Failure(409, "AlreadyExists", $"{resource} {GoText.Quote(name)} already exists") with { Details = Details(resource, name) });

    /// <summary>The write was decided on an older version of the object.</summary>
    public static ApiException Conflict(GroupResource resource, string name) => Conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Conflict(GroupResource resource, string name, string message) => new(
        Failure(409, "Conflict", $"Operation cannot be fulfilled on {resource} {GoText.Quote(name)}: {message}") with
        {
            Details = Details(resource, name),
        });

    /// <summary>Server-side apply would take fields from other managers; one cause for each of them.</summary>
    public static ApiException ApplyConflict(string message, IReadOnlyList<StatusCause> causes) =>
        new(Failure(409, "Conflict", message) with { Details = new() { Causes = causes } });

    /// <summary>A list or watch asks for a version that the store no longer has: the caller lists again.</summary>
    public static ApiException Expired(string message) => new(Failure(410, "Expired", message));

    public static ApiException RequestEntityTooLarge(string message) =>
        new(Failure(413, "RequestEntityTooLarge", $"Request entity too large: {message}"));

    public static ApiException UnsupportedMediaType(string message) => new(Failure(415, "UnsupportedMediaType", message));

    /// <summary>A well-formed document that breaks rules of its kind; at least one error.</summary>
    public static ApiException Invalid(GroupKind kind, string name, params IReadOnlyList<FieldError> errors)
    {
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        var texts = errors.Select(e => e.ToString()).Distinct().ToList();
        var message = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return new(Failure(422, "Invalid", $"{kind} {GoText.Quote(name)} is invalid: {message}") with
        {
            Details = new()
            {
                Group = NullIfEmpty(kind.Group),
                Kind = NullIfEmpty(kind.Kind),
                Name = NullIfEmpty(name),
                Causes = [.. errors.Select(e => e.ToCause())],
            },
        });
    }

    /// <summary>A patch that parses but cannot be applied to the object.</summary>
    public static ApiException Rejected(Exception? cause = null) => new(
        Failure(422, "Invalid", "the server rejected our request due to an error in our request") with { Details = new() },
        cause);

    public static ApiException TooManyRequests(string message, int retryAfterSeconds) =>
        new(Failure(429, "TooManyRequests", message) with { Details = new() { RetryAfterSeconds = retryAfterSeconds } });

    /// <summary>Something broke that the caller can do nothing about. The text is shown: no secrets, no stack.</summary>
    public static ApiException InternalError(string message, Exception? cause = null) => new(
        Failure(500, "InternalError", $"Internal error occurred: {message}") with { Details = new() { Causes = [new() { Message = message }] } },
        cause);

    /// <summary>An error without a class: code 500, no reason, only the text.</summary>
    public static ApiException Unclassified(string message, Exception? cause = null) =>
        new(new Status { State = "Failure", Message = message, Code = 500 }, cause);

    /// <summary>The server is not able to do this now, but soon.</summary>
    public static ApiException ServerTimeout(GroupResource resource, string operation, int retryAfterSeconds) => new(
        Failure(
            500,
            "ServerTimeout",
            $"The {operation} operation against {resource} could not be completed at this time, please try again.") with
        {
            Details = Details(resource, operation) with { RetryAfterSeconds = NullIfZero(retryAfterSeconds) },
        });

    public static ApiException ServiceUnavailable(string message, int retryAfterSeconds = 0) => new(
        Failure(503, "ServiceUnavailable", message) with
        {
            Details = retryAfterSeconds == 0 ? null : new() { RetryAfterSeconds = retryAfterSeconds },
        });

    /// <summary>The deadline of the request passed.</summary>
    public static ApiException Timeout(string message, int retryAfterSeconds = 0) => new(
        Failure(504, "Timeout", $"Timeout: {message}") with { Details = new() { RetryAfterSeconds = NullIfZero(retryAfterSeconds) } });

    /// <summary>The caller asks for a version that the store has not reached yet.</summary>
    public static ApiException ResourceVersionTooLarge(long asked, long current)
    {
        const string text = "Too large resource version";
        return new(Failure(504, "Timeout", $"Timeout: {text}: {asked}, current: {current}") with
        {
            Details = new()
            {
                RetryAfterSeconds = 1,
                Causes = [new() { Reason = "ResourceVersionTooLarge", Message = text }],
            },
        });
    }

    /// <summary>As <see cref="NotAcceptable"/>, said by the router: with empty details.</summary>
    internal static ApiException NothingAcceptable(string message) => new(Failure(406, "NotAcceptable", message) with { Details = new() });

    private static Status Failure(int code, string reason, string message) =>
        new() { State = "Failure", Code = code, Reason = reason, Message = message };

    private static StatusDetails Details(GroupResource resource, string name) => new()
    {
        Group = NullIfEmpty(resource.Group),
        Kind = NullIfEmpty(resource.Resource),
        Name = NullIfEmpty(name),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static int? NullIfZero(int number) => number == 0 ? null : number;
}
