using System.Net;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>The server refused a request.</summary>
public sealed class KubeApiException : Exception
{
    internal KubeApiException(Status status, string request, TimeSpan? retryAfter, bool fromServer)
        : base($"{request}: {status.Message}")
    {
        Status = status;
        Request = request;
        RetryAfter = retryAfter;
        IsStatusOfServer = fromServer;
    }

    /// <summary>Why, in the server's words; made from the HTTP status when the answer was no <c>Status</c>.</summary>
    public Status Status { get; }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode => (HttpStatusCode)(Status.Code ?? 0);

    /// <summary>Method and path of the request, without query and credentials.</summary>
    public string Request { get; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; }

    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    public bool IsAlreadyExists => Status.Reason == "AlreadyExists";

    /// <summary>The object changed meanwhile, or another manager owns a field.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>The version or the page that was asked for is no longer kept: list again.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone || Status.Reason is "Expired" or "Gone";

    public bool IsUnauthorized => StatusCode == HttpStatusCode.Unauthorized;

    public bool IsForbidden => StatusCode == HttpStatusCode.Forbidden;

    public bool IsInvalid => StatusCode == HttpStatusCode.UnprocessableEntity;

    /// <summary>Whether the answer carried a <c>Status</c>; without one a 404 means that the path is not served at all.</summary>
    internal bool IsStatusOfServer { get; }
}
