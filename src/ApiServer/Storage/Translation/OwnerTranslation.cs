using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>
/// References to owners of our two kinds: name and version change together or not at all, or the garbage collector would look for an
/// owner that nobody has and delete what belongs to it.
/// </summary>
internal static class OwnerTranslation
{
    private const string ServedVersion = $"{ImageGroup.Name}/{ImageGroup.Version}";
    private const string StoredVersion = $"{ImageGroup.Name}/{ImageGroup.StoredVersion}";

    public static OwnerReference ToServed(OwnerReference owner) =>
        IsOurs(owner.Kind) && owner.ApiVersion == StoredVersion && StoredNames.TryToServed(owner.Name ?? "", out var served)
            ? owner with { ApiVersion = ServedVersion, Name = served }
            : owner;

    public static OwnerReference ToStored(OwnerReference owner) =>
        IsOurs(owner.Kind) && owner.ApiVersion == ServedVersion && StoredNames.TryToStored(owner.Name ?? "", out var stored)
            ? owner with { ApiVersion = StoredVersion, Name = stored }
            : owner;

    private static bool IsOurs(string? kind) => kind is "Image" or "ImageStream";
}
