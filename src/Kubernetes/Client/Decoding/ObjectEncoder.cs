using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Writes an object for the API.</summary>
internal static class ObjectEncoder
{
    /// <summary>The object's JSON with the group, version and kind that it is sent to, whatever it carries itself.</summary>
    public static byte[] Encode<T>(T resource, ResourceKind kind)
        where T : class, IResource<T>
    {
        var document = JsonSerializer.SerializeToNode(resource, T.JsonTypeInfo)!.AsObject();
        document["apiVersion"] = kind.ApiVersion;
        document["kind"] = kind.Kind;
        return JsonSerializer.SerializeToUtf8Bytes(document, KubernetesJsonContext.Default.JsonObject);
    }
}
