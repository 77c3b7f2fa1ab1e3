namespace ImageStreams.Images;

/// <summary>Annotations that the rules read or write (docs/spec/imagestream.md#annotations, docs/spec/images.md#annotations).</summary>
public static class ImageAnnotations
{
    /// <summary>On a stream: when an import last wrote to it.</summary>
    public const string RepositoryCheck = "openshift.io/image.dockerRepositoryCheck";

    /// <summary>On a stream: its whole repository may be read over plain HTTP or with an untrusted certificate.</summary>
    public const string InsecureRepository = "openshift.io/image.insecureRepository";

    /// <summary>On a secret: it is no pull secret of the streams beside it.</summary>
    public const string ExcludeSecret = "openshift.io/image.excludeSecret";

    /// <summary>On an image: the order in which its layers are listed.</summary>
    public const string LayersOrder = "image.openshift.io/dockerLayersOrder";

    /// <summary>On an image: its registry keeps manifest and configuration, the object need not.</summary>
    public const string ManifestBlobStored = "image.openshift.io/manifestBlobStored";

    /// <summary>On an image: it was pushed to the integrated registry.</summary>
    public const string Managed = "openshift.io/image.managed";

    /// <summary>On a signature of an image, from old servers; dropped on every write.</summary>
    public const string ManagedSignature = "image.openshift.io/managed-signature";

    /// <summary>What the importer's own annotations begin with.</summary>
    public const string ImporterPrefix = "importer.image.openshift.io/";

    /// <summary>On a tag or a stream: how often scheduled tags are checked.</summary>
    public const string Interval = ImporterPrefix + "interval";

    /// <summary>On a tag or a stream: the operating system to choose from a list of manifests.</summary>
    public const string PreferOs = ImporterPrefix + "prefer-os";

    /// <summary>On a tag or a stream: the architecture to choose from a list of manifests.</summary>
    public const string PreferArch = ImporterPrefix + "prefer-arch";

    /// <summary>On a stream: a regular expression that tags of its repository must match to be imported.</summary>
    public const string TagRegex = ImporterPrefix + "tag-regex";

    /// <summary>On a stream: a range of versions that tags of its repository must be in to be imported.</summary>
    public const string TagSemver = ImporterPrefix + "tag-semver";

    /// <summary>On a stream: how many of the newest versions in its repository are imported.</summary>
    public const string TagNewest = ImporterPrefix + "tag-newest";

    /// <summary>On a stream, written by the importer: why its repository was not imported.</summary>
    public const string RepositoryError = ImporterPrefix + "repository-error";
}
