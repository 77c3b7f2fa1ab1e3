using System.Security.Cryptography;
using System.Text;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>
/// Tags for those who ask for metadata alone. These are garbage collectors, who take things with one uid for one thing: there a tag has a uid of its own
/// instead of its stream's, and neither owners nor an end, which are the stream's (docs/spec/api.md#metadata-of-tags).
/// </summary>
internal static class TagMetadata
{
    /// <summary>How a tag is shown to a caller who wants this form.</summary>
    public static Func<T, T> ViewFor<T>(ITagKind<T> kind, ResponseFormat format, string? apiVersion)
        where T : class, IResource<T> =>
        format.Transform is ResponseTransform.PartialObjectMetadata or ResponseTransform.PartialObjectMetadataList
            ? tag => kind.With(tag, apiVersion, Alone(tag.Metadata!, T.ResourceKind.Kind))
            : tag => tag;

    private static ObjectMeta Alone(ObjectMeta tag, string kind) => tag with
    {
        Uid = tag.Uid is null ? null : UidOf(tag.Uid, kind, tag.Name),
        OwnerReferences = null,
        Finalizers = null,
        DeletionTimestamp = null,
        DeletionGracePeriodSeconds = null,
    };

    /// <summary>The same for the same tag at any time, and for nothing else: a UUID of version 8.</summary>
    private static string UidOf(string stream, string kind, string? name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream}/{kind}/{name}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
