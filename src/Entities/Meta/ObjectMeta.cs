using System.Text.Json.Serialization;

namespace ImageStreams.Entities;

/// <summary>Standard metadata of an object: its name, its place, its labels and its life.</summary>
public sealed record ObjectMeta
{
    /// <summary>Name, unique among the objects of the kind in the namespace; cannot be changed.</summary>
    public string? Name { get; init; }

    /// <summary>Prefix from which the server makes a unique name when none is given.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Namespace of the object; absent for cluster-wide kinds.</summary>
    public string? Namespace { get; init; }

    /// <summary>Path of the object; only old servers fill it.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Identity of this very object: another one of the same name has another uid. Set by the server.</summary>
    public string? Uid { get; init; }

    /// <summary>Opaque version of the stored object. Sent back with a write, it refuses the write if the object changed meanwhile.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts the changes of the desired state. Set by the server.</summary>
    public long? Generation { get; init; }

    /// <summary>When the object was created. Set by the server.</summary>
    [JsonConverter(typeof(OrNullConverter<DateTimeOffset>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public OrNull<DateTimeOffset> CreationTimestamp { get; init; }

    /// <summary>When deletion was asked for; the object goes once its finalizers are gone. Set by the server.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds between the request for deletion and its deadline. Set by the server.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Names and values for selecting and grouping objects.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Names and values for people and tools; not for selecting.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Objects that this one belongs to: it is collected when all of them are gone.</summary>
    [ListMap("uid")]
    public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }

    /// <summary>Names of the tasks that must be done before the object may go.</summary>
    [ListSet]
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Which manager last set which fields; kept by the server.</summary>
    public IReadOnlyList<ManagedFieldsEntry>? ManagedFields { get; init; }
}
