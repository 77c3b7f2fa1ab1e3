using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Whom a binding means: a user or a group. A service account is a user with a name of a certain form.</summary>
internal readonly record struct SubjectKey(bool IsGroup, string Name)
{
    public static SubjectKey User(string name) => new(false, name);

    public static SubjectKey Group(string name) => new(true, name);

    /// <summary>Null for a subject that means nobody: an unknown kind, or a service account without a namespace.</summary>
    public static SubjectKey? Of(Subject subject, string bindingNamespace)
    {
        var ns = string.IsNullOrEmpty(subject.Namespace) ? bindingNamespace : subject.Namespace;
        return subject.Kind switch
        {
            "User" => User(subject.Name ?? ""),
            "Group" => Group(subject.Name ?? ""),
            "ServiceAccount" when ns.Length > 0 => User(ServiceAccountName.Of(ns, subject.Name ?? "")),
            _ => null,
        };
    }
}
