using System.Security.Cryptography;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Rules that hold for writes of any kind: names, namespaces, versions.</summary>
internal static class WriteRules
{
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private const int GeneratedLetters = 5;
    private const int LongestPrefix = 58;

    /// <summary>The metadata of a new object: in the namespace of the request, with a name.</summary>
    /// <exception cref="ApiException">400 when the object names another namespace.</exception>
    public static ObjectMeta ForCreate(ObjectMeta? sent, RequestInfo request)
    {
        var metadata = InNamespace(sent ?? new ObjectMeta(), request);
        return string.IsNullOrEmpty(metadata.Name) && metadata.GenerateName is { Length: > 0 } prefix
            ? metadata with { Name = Generate(prefix) }
            : metadata;
    }

    /// <summary>The metadata of an object that is not stored under its own name: in the namespace of the request. No name is made up for it.</summary>
    /// <exception cref="ApiException">400 when the object names another namespace, 500 when it wants a name to be made up.</exception>
    public static ObjectMeta ForAction(ObjectMeta? sent, RequestInfo request)
    {
        var metadata = InNamespace(sent ?? new ObjectMeta(), request);
        return string.IsNullOrEmpty(metadata.Name) && metadata.GenerateName is { Length: > 0 }
            ? throw ApiException.InternalError("metadata.name was not generated")
            : metadata;
    }

    /// <summary>The metadata of an object that is sent to its own path.</summary>
    /// <exception cref="ApiException">400 when the object has another name or namespace.</exception>
    public static ObjectMeta ForUpdate(ObjectMeta? sent, RequestInfo request)
    {
        var metadata = InNamespace(sent ?? new ObjectMeta(), request);
        EnsureName(metadata.Name, request.Name);
        return metadata;
    }

    /// <exception cref="ApiException">400 when the names differ.</exception>
    public static void EnsureName(string? ofObject, string ofRequest)
    {
        if (string.IsNullOrEmpty(ofObject))
        {
            throw ApiException.BadRequest($"the name of the object ({ofRequest} based on URL) was undeterminable: name must be provided");
        }

        if (ofObject != ofRequest)
        {
            throw ApiException.BadRequest($"the name of the object ({ofObject}) does not match the name on the URL ({ofRequest})");
        }
    }

    /// <summary>Whether the caller has seen the object that he writes.</summary>
    /// <exception cref="ApiException">409 when it is another one, or has changed; 422 when he does not say which version he has seen.</exception>
    public static void EnsureVersion(ObjectMeta stored, ObjectMeta sent, RequestInfo request)
    {
        if (sent.Uid is { Length: > 0 } uid && uid != stored.Uid)
        {
            throw ApiException.Conflict(
                request.GroupResource, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {stored.Uid}");
        }

        if (sent.ResourceVersion is null or "" or "0")
        {
            throw ApiException.Invalid(
                new GroupKind(request.Group, request.Resource), request.Name, FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update"));
        }

        if (sent.ResourceVersion != stored.ResourceVersion)
        {
            throw ApiException.Conflict(request.GroupResource, request.Name);
        }
    }

    private static ObjectMeta InNamespace(ObjectMeta metadata, RequestInfo request)
    {
        if (metadata.Namespace is { Length: > 0 } ns && ns != request.Namespace)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        return metadata with { Namespace = request.Namespace.Length == 0 ? null : request.Namespace };
    }

    private static string Generate(string prefix) =>
        $"{prefix[..Math.Min(prefix.Length, LongestPrefix)]}{RandomNumberGenerator.GetString(NameLetters, GeneratedLetters)}";
}
