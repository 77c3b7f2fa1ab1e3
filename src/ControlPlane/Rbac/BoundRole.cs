using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>One subject of one binding, with the role it gets.</summary>
internal sealed record BoundRole(string Binding, string Namespace, RoleRef Role, Subject Subject)
{
    /// <summary>Where the binding names the subject: of several that fit, the first is the reason.</summary>
    public int Position { get; init; }

    public SubjectKey? Key { get; } = SubjectKey.Of(Subject, Namespace);

    public static IEnumerable<BoundRole> Of(ClusterRoleBinding binding) => Of(binding.Metadata, binding.RoleRef, binding.Subjects);

    public static IEnumerable<BoundRole> Of(RoleBinding binding) => Of(binding.Metadata, binding.RoleRef, binding.Subjects);

    /// <summary>Who got what by which binding, as reasons show it.</summary>
    public string Describe()
    {
        var binding = Namespace.Length == 0
            ? $"ClusterRoleBinding {GoText.Quote(Binding)}"
            : $"RoleBinding {GoText.Quote($"{Binding}/{Namespace}")}";
        var subject = Subject.Kind == "ServiceAccount"
            ? $"{Subject.Name}/{(string.IsNullOrEmpty(Subject.Namespace) ? Namespace : Subject.Namespace)}"
            : Subject.Name ?? "";
        return $"{binding} of {Role.Kind} {GoText.Quote(Role.Name ?? "")} to {Subject.Kind} {GoText.Quote(subject)}";
    }

    private static IEnumerable<BoundRole> Of(ObjectMeta? metadata, RoleRef? role, IReadOnlyList<Subject>? subjects) =>
        role is null ? [] : (subjects ?? []).Select((subject, position) =>
            new BoundRole(metadata?.Name ?? "", metadata?.Namespace ?? "", role, subject) { Position = position });
}
