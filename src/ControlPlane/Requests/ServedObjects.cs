using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Between stored objects and the documents that are served.</summary>
internal static class ServedObjects
{
    extension(ServedResource resource)
    {
        /// <summary>The object in the served version; the stored bytes themselves where that is the stored version.</summary>
        public ReadOnlyMemory<byte> Render(StoredObject item)
        {
            if (resource.Conversion is not null)
            {
                return KubeJson.ToUtf8(resource.ToServed(item));
            }

            if (item.Header.ApiVersion == resource.Kind.ApiVersion)
            {
                return item.Utf8;
            }

            var head = Encoding.UTF8.GetBytes($$"""{"kind":"{{resource.Kind.Kind}}","apiVersion":"{{resource.Kind.ApiVersion}}",""");
            return (byte[])[.. head, .. item.Body.Span];
        }

        /// <summary>The object as an item of a list: items of built-in kinds do not say what they are, as the list does.</summary>
        public ReadOnlyMemory<byte> RenderItem(StoredObject item)
        {
            if (resource.IsCustom)
            {
                return resource.Render(item);
            }

            if (resource.Conversion is null)
            {
                return (byte[])[(byte)'{', .. item.Body.Span];
            }

            var document = resource.ToServed(item);
            document.Remove("kind");
            document.Remove("apiVersion");
            return KubeJson.ToUtf8(document);
        }

        /// <summary>The object as a document of the caller's own, in the served version.</summary>
        public JsonObject ToServed(StoredObject item)
        {
            var document = item.ToDocument();
            resource.Conversion?.ToServed(document);
            document["kind"] = resource.Kind.Kind;
            document["apiVersion"] = resource.Kind.ApiVersion;
            return document;
        }

        /// <summary>What is stored of a document; the document itself is not changed.</summary>
        public EncodedObject ToStored(JsonObject document)
        {
            var copy = document;
            if (resource.Conversion is not null || resource.StoredKind != resource.Kind)
            {
                copy = document.DeepClone().AsObject();
                resource.Conversion?.ToStored(copy);
                copy["kind"] = resource.StoredKind.Kind;
                copy["apiVersion"] = resource.StoredKind.ApiVersion;
            }

            return EncodedObject.From(copy);
        }
    }
}
