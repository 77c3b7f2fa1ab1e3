using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>One of the kinds that the control plane keeps for us.</summary>
/// <param name="WithIdentity">The object with another apiVersion and metadata.</param>
/// <param name="Shape">The object as the API shows it.</param>
/// <param name="Repair">An object without what may be of a form that we cannot read; null when nothing can be left out.</param>
internal sealed record StoredKind<T>(Func<T, string?, ObjectMeta, T> WithIdentity, Func<T, T> Shape, string? Repair)
    where T : class, IResource<T>
{
    /// <summary>How users know the kind.</summary>
    public ResourceKind Served { get; } = T.ResourceKind;

    /// <summary>How the control plane knows it.</summary>
    public ResourceKind Stored { get; } = T.ResourceKind with { Version = ImageGroup.StoredVersion };

    /// <summary>What the kind can be selected by, beside name and namespace.</summary>
    public IReadOnlyDictionary<string, Func<T, string?>> Fields { get; init; } = new Dictionary<string, Func<T, string?>>();

    /// <summary>The object as it is written, given who owns which fields of the stored one: nobody is to own a field for having left it empty.</summary>
    public Func<T, IReadOnlyList<ManagedFieldsEntry>?, T> Written { get; init; } = static (value, _) => value;

    /// <summary>What bookmarks of a watch look like, before they get their version.</summary>
    public required T Bookmark { get; init; }

    public GroupVersionKind GroupVersionKind => GroupVersionKind.Of(Served);

    public GroupResource GroupResource => GroupResource.Of(Served);

    /// <summary>The item of a list: only the list itself says what it is.</summary>
    public T AsItem(T value) => WithIdentity(value, null, value.Metadata ?? new ObjectMeta());
}
