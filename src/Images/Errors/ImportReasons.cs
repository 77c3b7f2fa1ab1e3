namespace ImageStreams.Images;

/// <summary>Why imports fail: the reasons of the condition and of import statuses (docs/spec/imports.md#reasons).</summary>
public static class ImportReasons
{
    /// <summary>The registry wants a login, or another one.</summary>
    public const string Unauthorized = "Unauthorized";

    /// <summary>The registry, or our own rules, refuse the access.</summary>
    public const string Forbidden = "Forbidden";

    /// <summary>There is no such image or repository.</summary>
    public const string NotFound = "NotFound";

    /// <summary>The registry asks to slow down.</summary>
    public const string TooManyRequests = "TooManyRequests";

    /// <summary>We keep back, so that the registry does not have to ask.</summary>
    public const string RateLimited = "RateLimited";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "Timeout";

    /// <summary>No connection, or none that can be trusted.</summary>
    public const string Unreachable = "Unreachable";

    /// <summary>The spec names no image.</summary>
    public const string InvalidReference = "InvalidReference";

    /// <summary>What the registry sent is no image.</summary>
    public const string InvalidManifest = "InvalidManifest";

    /// <summary>What the registry sent is larger than we accept.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>The registry is not among the allowed ones.</summary>
    public const string NotAllowed = "NotAllowed";

    /// <summary>Anything else.</summary>
    public const string InternalError = "InternalError";

    /// <summary>
    /// Whether only another spec, configuration or image can help. A missing image or login is not of this kind: image, secret and
    /// stream are often applied together, in any order.
    /// </summary>
    public static bool IsPermanent(string? reason) => reason is InvalidReference or InvalidManifest or TooLarge or NotAllowed;

    /// <summary>Whether another login may help; many registries do not show that an image exists to those who may not have it.</summary>
    public static bool IsOfAccess(string? reason) => reason is Unauthorized or Forbidden or NotFound;

    /// <summary>Whether it is the registry that fails, and not what is asked of it: it may be back any time.</summary>
    public static bool IsOfRegistry(string? reason) => reason is Timeout or Unreachable or InternalError;

    /// <summary>The HTTP status code that goes with a reason.</summary>
    public static int CodeOf(string reason) => reason switch
    {
        Unauthorized => 401,
        Forbidden or NotAllowed => 403,
        NotFound => 404,
        TooLarge => 413,
        InvalidReference => 422,
        TooManyRequests or RateLimited => 429,
        Unreachable => 503,
        Timeout => 504,
        _ => 500,
    };
}
