namespace ImageStreams.LocalRegistry;

/// <summary>Ends a request with a registry's error body.</summary>
internal sealed class RegistryProblem(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static RegistryProblem NameInvalid(string name) => new(400, "NAME_INVALID", $"invalid repository name: {name}");

    public static RegistryProblem NameUnknown() => new(404, "NAME_UNKNOWN", "repository name not known to registry");

    public static RegistryProblem ManifestUnknown(string reference) => new(404, "MANIFEST_UNKNOWN", $"manifest unknown: {reference}");

    public static RegistryProblem ManifestInvalid(string why) => new(400, "MANIFEST_INVALID", why);

    public static RegistryProblem ManifestBlobUnknown(string what) => new(400, "MANIFEST_BLOB_UNKNOWN", $"the manifest refers to something that is not here: {what}");

    public static RegistryProblem BlobUnknown() => new(404, "BLOB_UNKNOWN", "blob unknown to registry");

    public static RegistryProblem DigestInvalid(string why) => new(400, "DIGEST_INVALID", why);

    public static RegistryProblem UploadUnknown() => new(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");

    public static RegistryProblem RangeInvalid(long expected) => new(416, "RANGE_INVALID", $"the next chunk must start at {expected}");

    public static RegistryProblem TooLarge(string what) => new(413, "SIZE_INVALID", what);

    public static RegistryProblem Unsupported() => new(405, "UNSUPPORTED", "the operation is unsupported");

    public static RegistryProblem PageInvalid() => new(400, "PAGINATION_NUMBER_INVALID", "n must be a number from 0");
}
