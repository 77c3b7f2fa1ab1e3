using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>No token, and why; the message is for the user (docs/spec/tokens.md#refusals).</summary>
internal sealed class TokenRefusalException : Exception
{
    private TokenRefusalException(int code, string registryError, string oauthError, string message, Exception? cause = null)
        : base(message, cause) => (Code, RegistryError, OauthError) = (code, registryError, oauthError);

    /// <summary>Of HTTP.</summary>
    public int Code { get; }

    /// <summary>What registries and their clients call it.</summary>
    public string RegistryError { get; }

    /// <summary>What OAuth calls it.</summary>
    public string OauthError { get; }

    /// <summary>When to try again, if that may help.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>How it is counted.</summary>
    public string Result => Code switch
    {
        StatusCodes.Status401Unauthorized => TokenMetrics.Unauthorized,
        StatusCodes.Status429TooManyRequests => TokenMetrics.Limited,
        StatusCodes.Status503ServiceUnavailable => TokenMetrics.Unavailable,
        _ => TokenMetrics.Refused,
    };

    public static TokenRefusalException Unauthorized(string message) => new(StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "invalid_grant", message);

    public static TokenRefusalException BadRequest(string message) => new(StatusCodes.Status400BadRequest, "UNSUPPORTED", "invalid_request", message);

    public static TokenRefusalException BadGrantType(string message) => new(StatusCodes.Status400BadRequest, "UNSUPPORTED", "unsupported_grant_type", message);

    public static TokenRefusalException BadService(string message) => new(StatusCodes.Status400BadRequest, "UNSUPPORTED", "invalid_target", message);

    public static TokenRefusalException BadScope(string message) => new(StatusCodes.Status400BadRequest, "NAME_INVALID", "invalid_scope", message);

    public static TokenRefusalException MethodNotAllowed() => new(StatusCodes.Status405MethodNotAllowed, "UNSUPPORTED", "invalid_request", "tokens are asked for by GET or POST");

    public static TokenRefusalException TooLarge(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "SIZE_INVALID", "invalid_request", string.Create(CultureInfo.InvariantCulture, $"the request is longer than {limit} bytes"));

    public static TokenRefusalException TooMany(TimeSpan wait) => new(
        StatusCodes.Status429TooManyRequests, "TOOMANYREQUESTS", "temporarily_unavailable", "too many requests for tokens, try again later")
    {
        RetryAfter = wait,
    };

    public static TokenRefusalException Unavailable(string message, Exception? cause = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "UNAVAILABLE", "temporarily_unavailable", message, cause)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
