using System.Collections.Frozen;

namespace ImageStreams.ControlPlane;

/// <summary>Bindings by whom they bind, so that a decision looks at the caller's own ones only.</summary>
internal sealed class BindingIndex
{
    public static readonly BindingIndex Empty = new([]);

    // Key: namespace (empty for cluster role bindings) and subject.
    private readonly FrozenDictionary<(string Namespace, SubjectKey Subject), BoundRole[]> _roles;

    public BindingIndex(IEnumerable<BoundRole> bindings)
    {
        _roles = bindings
            .Where(b => b.Key is not null)
            .OrderBy(b => b.Binding, StringComparer.Ordinal)
            .GroupBy(b => (b.Namespace, b.Key!.Value))
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
    }

    /// <summary>The roles of a user in a namespace, each binding once, in order of the bindings' names.</summary>
    public IEnumerable<BoundRole> RolesOf(string user, IReadOnlyList<string> groups, string ns)
    {
        var found = new List<BoundRole>(Find(ns, SubjectKey.User(user)));
        foreach (var group in groups)
        {
            found.AddRange(Find(ns, SubjectKey.Group(group)));
        }

        return found.Count <= 1
            ? found
            : found.OrderBy(b => b.Binding, StringComparer.Ordinal).ThenBy(b => b.Position).DistinctBy(b => b.Binding);
    }

    private BoundRole[] Find(string ns, SubjectKey subject) => _roles.GetValueOrDefault((ns, subject), []);
}
