using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.TestKit;

/// <summary>Creates, reads, replaces, merges and deletes objects by path, with versions and conflicts as a real server has them.</summary>
/// <remarks>Goes into <see cref="FakeApiServer.Otherwise"/>.</remarks>
public sealed class FakeObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Copies of all objects.</summary>
    public IReadOnlyList<JsonObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values.Select(o => o.DeepClone().AsObject())];
            }
        }
    }

    public FakeReply Handle(FakeRequest request)
    {
        lock (_lock)
        {
            return request.Method switch
            {
                "POST" => Create(request),
                "GET" => Existing(request, found => found),
                "PUT" => Existing(request, found => Replace(request, found)),
                "PATCH" => Existing(request, found => Store(request.Path, Merge(found, request.Json))),
                "DELETE" => Existing(request, found => _objects.Remove(request.Path) ? found : null),
                _ => FakeReply.Status(405, "MethodNotAllowed", request.Method),
            };
        }
    }

    /// <summary>Takes an object away behind everybody's back.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _objects.Clear();
        }
    }

    private static JsonObject Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = value is JsonObject nested && target[name] is JsonObject inner ? Merge(inner.DeepClone().AsObject(), nested) : value.DeepClone();
            }
        }

        return target;
    }

    private FakeReply Create(FakeRequest request)
    {
        var created = request.Json;
        var path = $"{request.Path}/{created["metadata"]!["name"]}";
        if (_objects.ContainsKey(path))
        {
            return FakeReply.Status(409, "AlreadyExists", $"{path} already exists");
        }

        created["metadata"]!["uid"] = Guid.NewGuid().ToString();
        return FakeReply.Json(Store(path, created));
    }

    private FakeReply Existing(FakeRequest request, Func<JsonObject, JsonObject?> act)
    {
        if (!_objects.TryGetValue(request.Path, out var found))
        {
            return FakeReply.Status(404, "NotFound", $"{request.Path} not found");
        }

        return act(found.DeepClone().AsObject()) is { } answer ? FakeReply.Json(answer) : FakeReply.Status(409, "Conflict", "changed meanwhile");
    }

    private JsonObject? Replace(FakeRequest request, JsonObject found)
    {
        var sent = request.Json;
        var version = sent["metadata"]!["resourceVersion"]?.GetValue<string>();
        if (version is not null && version != found["metadata"]!["resourceVersion"]!.GetValue<string>())
        {
            return null;
        }

        sent["metadata"]!["uid"] = found["metadata"]!["uid"]!.DeepClone();
        return Store(request.Path, sent);
    }

    private JsonObject Store(string path, JsonObject value)
    {
        value["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _objects[path] = value;
        return value.DeepClone().AsObject();
    }
}
