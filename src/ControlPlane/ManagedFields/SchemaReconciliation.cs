namespace ImageStreams.ControlPlane;

/// <summary>Fits field sets to a schema in which a list or map has become atomic: who owned parts of it owns it as a whole.</summary>
internal static class SchemaReconciliation
{
    internal static void Reconcile(FieldManagement management, ManagerList managers)
    {
        foreach (var (manager, owned) in managers.ToList())
        {
            if (management.TypeOf(owned.ApiVersion) is { } type)
            {
                managers[manager] = owned with { Fields = Fit(owned.Fields, type) };
            }
        }
    }

    private static FieldSet Fit(FieldSet fields, TypeSchema type)
    {
        var atoms = new FieldSet();
        Collect(fields, type, [], atoms);
        return atoms.IsEmpty ? fields : fields.WithoutTrees(atoms).Union(atoms);
    }

    private static void Collect(FieldSet fields, TypeSchema type, List<PathElement> path, FieldSet atoms)
    {
        foreach (var (element, node) in fields.Nodes.Where(node => node.Value.Below is not null))
        {
            var below = element.FieldName is { } name ? type.Map?.Find(name) : type.List?.Items;
            if (below is null || below == TypeSchema.Deduced)
            {
                continue;
            }

            path.Add(element);
            if (below.Map?.IsAtomic == true || below is { Map: null, Scalar: null, List.IsAtomic: true })
            {
                atoms.Add([.. path]);
            }
            else
            {
                Collect(node.Below!, below, path, atoms);
            }

            path.RemoveAt(path.Count - 1);
        }
    }
}
