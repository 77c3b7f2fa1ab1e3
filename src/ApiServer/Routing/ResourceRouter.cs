using System.Security.Cryptography;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>Finds who answers a request about a resource, and tells clients what there is. Paths that nothing is served under are 404, other verbs 405.</summary>
internal sealed class ResourceRouter
{
    private static readonly string[] CollectionVerbs = ["create", "list", "watch", "deletecollection"];
    private static readonly string[] ReadingVerbs = ["list", "watch"];

    private readonly Dictionary<string, ServedResource> _resources;

    public ResourceRouter(IEnumerable<ServedResource> resources)
    {
        _resources = resources.ToDictionary(r => r.Kind.Plural, StringComparer.Ordinal);
        Group = new(ImageGroup.Name, [new(ImageGroup.Version, [.. _resources.Values.Select(Describe)])]);
    }

    /// <summary>The group as clients discover it.</summary>
    public ApiGroupDescription Group { get; }

    /// <summary>Who answers; null when the request is about another group or version.</summary>
    /// <exception cref="ApiException">404 or 405.</exception>
    public Func<HttpContext, Task<IResult>>? Find(RequestInfo request, string method)
    {
        if (request is not { IsResourceRequest: true, ApiPrefix: "apis", Group: ImageGroup.Name, Version: ImageGroup.Version })
        {
            return null;
        }

        var resource = _resources.GetValueOrDefault(request.Resource);
        var handlers = request.Remainder.Length > 0 ? null : request.Subresource.Length > 0
            ? resource?.Subresources.FirstOrDefault(s => s.Name == request.Subresource)?.Handlers
            : resource?.Handlers;
        if (resource is null || handlers is null || !handlers.Keys.Any(verb => IsAt(request, resource, verb)))
        {
            throw ApiException.PathNotFound();
        }

        if (!HttpMethods.IsHead(method) && IsAt(request, resource, request.Verb) && handlers.TryGetValue(request.Verb, out var handler))
        {
            return handler;
        }

        throw request.Verb == "watch" && handlers.ContainsKey("list")
            ? ApiException.MethodNotAllowed(request.GroupResource, "watch")
            : ApiException.MethodNotAllowed();
    }

    /// <summary>Whether a verb can be meant by such a path: of all namespaces there are only lists, of one object no list.</summary>
    private static bool IsAt(RequestInfo request, ServedResource resource, string verb)
    {
        var hasNamespace = request.Namespace.Length > 0;
        if (!resource.Kind.Namespaced && hasNamespace)
        {
            return false;
        }

        if (request.Subresource.Length == 0 && !request.IsNamed)
        {
            return (hasNamespace || !resource.Kind.Namespaced ? CollectionVerbs : ReadingVerbs).Contains(verb);
        }

        // The old form of a path, /watch/..., can name one object.
        return hasNamespace == resource.Kind.Namespaced && (!CollectionVerbs.Contains(verb) || (verb == "watch" && request.Verb == "watch"));
    }

    private static ApiResourceDescription Describe(ServedResource resource) => new()
    {
        Name = resource.Kind.Plural,
        SingularName = resource.SingularName,
        Kind = resource.Kind.Kind,
        Namespaced = resource.Kind.Namespaced,
        Verbs = [.. resource.Handlers.Keys],
        ShortNames = resource.ShortNames,
        Categories = resource.Categories,
        Subresources = [.. resource.Subresources.Select(s => new ApiSubresourceDescription { Name = s.Name, Kind = s.Kind, Verbs = [.. s.Handlers.Keys] })],
        StorageVersionHash = resource.IsStored ? StorageVersionHash(resource.Kind) : "",
        PatchTypes = [PatchType.Json, PatchType.Merge, PatchType.StrategicMerge, PatchType.Apply],
    };

    private static string StorageVersionHash(ResourceKind kind) => Convert.ToBase64String(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{ImageGroup.StoredVersion}/{kind.Kind}"))[..8]);
}
