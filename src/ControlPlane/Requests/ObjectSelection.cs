using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Which objects of a resource a list or watch is about.</summary>
internal sealed record ObjectSelection(ServedResource Resource, string Namespace, LabelSelectorExpression Labels, FieldSelectorExpression FieldSelector)
{
    /// <summary>Whether every object of the namespace is meant.</summary>
    public bool IsEverything => Labels.IsEmpty && FieldSelector.IsEmpty;

    /// <exception cref="ApiException">400 for a field that objects of this resource cannot be selected by.</exception>
    public static ObjectSelection Of(ServedResource resource, RequestInfo request, ListQuery query)
    {
        resource.Fields.EnsureSupported(query.FieldSelector);
        var fields = query.FieldSelector;
        if (request.IsNamed)
        {
            var name = FieldSelectorExpression.Parse($"metadata.name={request.Name}");
            fields = fields.RequiresExactMatch("metadata.name") is { } other && other != request.Name
                ? throw ApiException.BadRequest("both the path and a field selector name an object, and not the same one")
                : fields.IsEmpty ? name : fields;
        }

        return new ObjectSelection(resource, request.Namespace, query.LabelSelector, fields);
    }

    public bool Matches(StoredObject item) =>
        (Namespace.Length == 0 || item.Key.Namespace == Namespace)
        && (Labels.IsEmpty || Labels.Matches(item.Header.Labels))
        && Resource.Fields.Matches(FieldSelector, item);

    /// <summary>The selected objects of a table in order.</summary>
    public IEnumerable<StoredObject> In(StoreTable table, string? after = null)
    {
        if (FieldSelector.RequiresExactMatch("metadata.name") is { Length: > 0 } name && (Namespace.Length > 0 || !Resource.Namespaced))
        {
            var found = table.Find(Namespace, name);
            return found is not null && after is null && Matches(found) ? [found] : [];
        }

        var range = table.Range(Namespace, after);
        return IsEverything ? range : range.Where(Matches);
    }
}
