using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>What a refusal of the control plane means for our caller (docs/spec/api.md#refusals).</summary>
internal static class StoreRefusal
{
    /// <summary>What etcd says, and what the connection to it says; neither comes with a code of its own.</summary>
    private static readonly string[] TooLarge = ["request is too large", "message larger than max"];

    /// <param name="code">The HTTP status.</param>
    /// <param name="status">The document; null when the answer was none.</param>
    public static ApiException Of(int code, Status? status)
    {
        if (status?.Message is { } message && TooLarge.Any(t => message.Contains(t, StringComparison.Ordinal)))
        {
            return ApiException.RequestEntityTooLarge("the object is larger than the control plane can store");
        }

        return code switch
        {
            401 => ApiException.ServiceUnavailable("the control plane does not know this API server", retryAfterSeconds: 5),
            403 when IsAboutUs(status) => ApiException.InternalError($"this API server lacks a right: {status!.Message}"),
            404 when status?.Details?.Name is null => ApiException.ServiceUnavailable(
                $"the control plane does not serve {ImageGroup.Name}/{ImageGroup.StoredVersion}: its custom resource definitions are missing", retryAfterSeconds: 5),
            _ when status is not null => new ApiException(StatusTranslation.ToServed(status) with { Code = code }),
            _ => ApiException.ServiceUnavailable($"the control plane answered {code}", retryAfterSeconds: 1),
        };
    }

    /// <summary>The caller's own rights were tested before: what authorization says now is about our account. Admission is about the object.</summary>
    private static bool IsAboutUs(Status? status) =>
        status?.Message is { } message
        && message.Contains(": User \"", StringComparison.Ordinal)
        && message.Contains(" cannot ", StringComparison.Ordinal);
}
