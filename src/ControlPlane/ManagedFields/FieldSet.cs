using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>A set of fields, as a tree. A field in it does not bring its parents or children with it.</summary>
/// <remarks>Built with <see cref="Add"/>, then never changed: the operations make new sets and share what stays. docs/spec/apply.md#field-sets</remarks>
internal sealed class FieldSet
{
    private readonly SortedDictionary<PathElement, FieldSetNode> _nodes = [];

    internal static FieldSet Empty { get; } = new();

    internal bool IsEmpty => _nodes.Count == 0;

    /// <summary>What stands directly below the root.</summary>
    internal IEnumerable<KeyValuePair<PathElement, FieldSetNode>> Nodes => _nodes;

    /// <summary>Adds a field; the document as a whole cannot be added.</summary>
    internal void Add(ReadOnlySpan<PathElement> path)
    {
        if (path.IsEmpty)
        {
            return;
        }

        var node = _nodes.GetValueOrDefault(path[0]);
        if (path.Length == 1)
        {
            _nodes[path[0]] = node with { IsMember = true };
            return;
        }

        var below = node.Below ?? new();
        below.Add(path[1..]);
        _nodes[path[0]] = node with { Below = below };
    }

    internal bool Has(PathElement element) => _nodes.TryGetValue(element, out var node) && node.IsMember;

    internal bool Has(ReadOnlySpan<PathElement> path) =>
        path.Length > 0
        && _nodes.TryGetValue(path[0], out var node)
        && (path.Length == 1 ? node.IsMember : node.Below?.Has(path[1..]) == true);

    /// <summary>The fields below a step, as paths from there.</summary>
    internal FieldSet Below(PathElement element) => _nodes.GetValueOrDefault(element).Below ?? Empty;

    internal FieldSet Union(FieldSet other) => Combine(
        other,
        _nodes.Keys.Union(other._nodes.Keys),
        (mine, theirs) => new(
            mine.IsMember || theirs.IsMember,
            mine.Below is null || theirs.Below is null ? mine.Below ?? theirs.Below : mine.Below.Union(theirs.Below)));

    internal FieldSet Intersection(FieldSet other) => Combine(
        other,
        _nodes.Keys,
        (mine, theirs) => new(
            mine.IsMember && theirs.IsMember,
            mine.Below is null || theirs.Below is null ? null : mine.Below.Intersection(theirs.Below)));

    internal FieldSet Difference(FieldSet other) => Combine(
        other,
        _nodes.Keys,
        (mine, theirs) => new(
            mine.IsMember && !theirs.IsMember,
            mine.Below is null || theirs.Below is null ? mine.Below : mine.Below.Difference(theirs.Below)));

    /// <summary>What is left without the fields of <paramref name="other"/> and everything below them.</summary>
    internal FieldSet WithoutTrees(FieldSet other) => Combine(
        other,
        _nodes.Keys,
        (mine, theirs) => theirs.IsMember
            ? default
            : mine with { Below = mine.Below is null || theirs.Below is null ? mine.Below : mine.Below.WithoutTrees(theirs.Below) });

    /// <summary>The same set with every named field that has members below it.</summary>
    internal FieldSet WithNamedParents(TypeSchema? type)
    {
        var result = new FieldSet();
        foreach (var (element, node) in _nodes)
        {
            var isNamed = node.Below is not null && element.FieldName is { } name && type?.Map?.Fields.ContainsKey(name) == true;
            result._nodes[element] = new(node.IsMember || isNamed, node.Below?.WithNamedParents(TypeBelow(type, element)));
        }

        return result;
    }

    /// <summary>The paths of all members, in order.</summary>
    internal IEnumerable<IReadOnlyList<PathElement>> Paths()
    {
        foreach (var (element, node) in _nodes.Where(node => node.Value.IsMember))
        {
            yield return [element];
        }

        foreach (var (element, node) in _nodes.Where(node => node.Value.Below is not null))
        {
            foreach (var path in node.Below!.Paths())
            {
                yield return [element, .. path];
            }
        }
    }

    /// <summary>The form of <c>fieldsV1</c>.</summary>
    internal JsonObject ToJson() => ToJson(isMember: false);

    /// <summary>Reads the form of <c>fieldsV1</c>; steps of unknown kinds are left out.</summary>
    /// <exception cref="FormatException">It is broken.</exception>
    internal static FieldSet FromJson(JsonObject json)
    {
        var set = new FieldSet();
        foreach (var (text, value) in json)
        {
            if (text == "." || !PathElement.TryParse(text, out var element))
            {
                continue;
            }

            var map = value as JsonObject ?? throw new FormatException($"no object: {text}");
            var below = FromJson(map);
            set._nodes[element] = new(below.IsEmpty || map.ContainsKey("."), below.IsEmpty ? null : below);
        }

        return set;
    }

    public override string ToString() => string.Join(' ', Paths().Select(path => string.Concat(path)));

    private static TypeSchema? TypeBelow(TypeSchema? type, PathElement element) => element.FieldName is { } name
        ? type?.Map?.Find(name)
        : element.IsKey ? type?.List?.Items : null;

    private JsonObject ToJson(bool isMember)
    {
        var json = new JsonObject();
        if (isMember && !IsEmpty)
        {
            json["."] = new JsonObject();
        }

        foreach (var (element, node) in _nodes)
        {
            json[element.Text] = (node.Below ?? Empty).ToJson(node.IsMember);
        }

        return json;
    }

    private FieldSet Combine(
        FieldSet other, IEnumerable<PathElement> elements, Func<FieldSetNode, FieldSetNode, FieldSetNode> combine)
    {
        var result = new FieldSet();
        foreach (var element in elements)
        {
            var node = combine(_nodes.GetValueOrDefault(element), other._nodes.GetValueOrDefault(element));
            node = node.Below is { IsEmpty: true } ? node with { Below = null } : node;
            if (node.IsMember || node.Below is not null)
            {
                result._nodes[element] = node;
            }
        }

        return result;
    }
}
