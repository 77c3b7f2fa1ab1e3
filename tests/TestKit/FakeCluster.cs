using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageStreams.TestKit;

/// <summary>
/// A cluster that keeps what it is given: objects by path, with versions, conflicts, status subresource, list and watch, and nothing
/// more. Every request can be looked at, and any can be made to fail.
/// </summary>
public sealed class FakeCluster : IAsyncDisposable
{
    private static readonly string[] Subresources = ["status"];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<Change> _log = [];
    private readonly List<Watcher> _watchers = [];
    private readonly ConcurrentQueue<Func<FakeRequest, FakeReply?>> _faults = new();
    private long _version = 100;

    private FakeCluster(FakeApiServer server) => Server = server;

    public FakeApiServer Server { get; }

    public Uri Address => Server.Address;

    /// <summary>What changed something, or tried to.</summary>
    public IReadOnlyList<FakeRequest> Writes => [.. Server.Requests.Where(r => r.Method is not ("GET" or "HEAD"))];

    public static async Task<FakeCluster> StartAsync()
    {
        var cluster = new FakeCluster(await FakeApiServer.StartAsync());
        cluster.Server.Otherwise(cluster.Answer);
        return cluster;
    }

    /// <summary>Looks at every request first; what it answers is the answer.</summary>
    public void Fail(Func<FakeRequest, FakeReply?> fault) => _faults.Enqueue(fault);

    /// <summary>Lets everything pass again.</summary>
    public void Heal() => _faults.Clear();

    /// <summary>Stores an object as a user would; the generation counts changes of the spec.</summary>
    public JsonObject Put(string path, JsonObject value)
    {
        lock (_lock)
        {
            return Store(path, value.DeepClone().AsObject());
        }
    }

    /// <summary>The object as it is stored; null when there is none.</summary>
    public JsonObject? Find(string path)
    {
        lock (_lock)
        {
            return _objects.GetValueOrDefault(path)?.DeepClone().AsObject();
        }
    }

    /// <summary>The names of the objects of a collection.</summary>
    public IReadOnlyList<string> Names(string collection)
    {
        lock (_lock)
        {
            return [.. _objects.Keys.Where(k => CollectionOf(k) == collection).Select(k => k[(collection.Length + 1)..])];
        }
    }

    public void Delete(string path)
    {
        lock (_lock)
        {
            Remove(path);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Watch.End();
        }

        await Server.DisposeAsync();
    }

    private static string CollectionOf(string path) => path[..path.LastIndexOf('/')];

    private static FakeReply NotFound(string path) => FakeReply.Status(404, "NotFound", $"{path} not found");

    private FakeReply Answer(FakeRequest request)
    {
        if (_faults.Select(f => f(request)).FirstOrDefault(r => r is not null) is { } fault)
        {
            return fault;
        }

        lock (_lock)
        {
            return request.Method switch
            {
                "GET" => Read(request),
                "POST" => Create(request),
                "PUT" => Update(request),
                "PATCH" => Merge(request),
                "DELETE" => Drop(request),
                _ => FakeReply.Status(405, "MethodNotAllowed", "no"),
            };
        }
    }

    private FakeReply Read(FakeRequest request)
    {
        if (_objects.TryGetValue(request.Path, out var found))
        {
            return FakeReply.Json(found.DeepClone());
        }

        if (!IsCollection(request.Path))
        {
            return NotFound(request.Path);
        }

        if (request.Query.GetValueOrDefault("watch") == "true")
        {
            return Watch(request);
        }

        var items = _objects.Where(o => IsIn(o.Key, request.Path)).Select(o => o.Value).Where(o => IsSelected(o, request));
        return FakeReply.List(Text(_version), null, items.Select(o => (JsonNode)o.DeepClone()).ToList());
    }

    private FakeReply Watch(FakeRequest request)
    {
        var since = long.TryParse(request.Query.GetValueOrDefault("resourceVersion"), CultureInfo.InvariantCulture, out var version) ? version : 0;
        var watcher = new Watcher(request, new FakeWatch());
        _watchers.Add(watcher);
        foreach (var change in _log.Where(c => c.Version > since && watcher.Wants(c.Path, c.Value)))
        {
            watcher.Watch.Send(change.Type, change.Value.DeepClone());
        }

        return FakeReply.Watch(watcher.Watch);
    }

    private FakeReply Create(FakeRequest request)
    {
        var value = request.Json;
        var path = $"{request.Path}/{value["metadata"]?["name"]}";
        return _objects.ContainsKey(path)
            ? FakeReply.Status(409, "AlreadyExists", $"{path} already exists")
            : FakeReply.Json(Store(path, value).DeepClone());
    }

    private FakeReply Update(FakeRequest request)
    {
        var sub = Subresources.FirstOrDefault(s => request.Path.EndsWith($"/{s}", StringComparison.Ordinal));
        var path = sub is null ? request.Path : CollectionOf(request.Path);
        if (!_objects.TryGetValue(path, out var current))
        {
            return NotFound(path);
        }

        var sent = request.Json;
        if (IsOutdated(sent, current))
        {
            return FakeReply.Status(409, "Conflict", "the object has been modified");
        }

        var next = current.DeepClone().AsObject();
        if (sub is null)
        {
            next = sent.DeepClone().AsObject();
        }
        else
        {
            next[sub] = sent[sub]?.DeepClone();
        }

        return FakeReply.Json(Store(path, next).DeepClone());
    }

    private FakeReply Merge(FakeRequest request)
    {
        var path = Subresources.Any(s => request.Path.EndsWith($"/{s}", StringComparison.Ordinal)) ? CollectionOf(request.Path) : request.Path;
        if (!_objects.TryGetValue(path, out var current))
        {
            return NotFound(path);
        }

        if (IsOutdated(request.Json, current))
        {
            return FakeReply.Status(409, "Conflict", "the object has been modified");
        }

        var next = current.DeepClone().AsObject();
        Merge(next, request.Json);
        return FakeReply.Json(Store(path, next).DeepClone());
    }

    private FakeReply Drop(FakeRequest request)
    {
        if (!_objects.ContainsKey(request.Path))
        {
            return NotFound(request.Path);
        }

        Remove(request.Path);
        return FakeReply.Json("""{"kind":"Status","apiVersion":"v1","status":"Success"}""");
    }

    private JsonObject Store(string path, JsonObject value)
    {
        var old = _objects.GetValueOrDefault(path);
        var metadata = value["metadata"] as JsonObject ?? new JsonObject();
        value["metadata"] = metadata;
        var segments = path.Split('/');
        metadata["name"] = segments[^1];
        if (Array.IndexOf(segments, "namespaces") is >= 0 and var at)
        {
            metadata["namespace"] = segments[at + 1];
        }

        metadata["resourceVersion"] = Text(++_version);
        metadata["uid"] = old?["metadata"]?["uid"]?.DeepClone() ?? $"uid-{_version}";
        var generation = old?["metadata"]?["generation"]?.GetValue<long>() ?? 0;
        metadata["generation"] = old is not null && JsonNode.DeepEquals(old["spec"], value["spec"]) ? generation : generation + 1;
        _objects[path] = value;
        Tell(old is null ? "ADDED" : "MODIFIED", path, value);
        return value;
    }

    private void Remove(string path)
    {
        if (_objects.Remove(path, out var old))
        {
            old["metadata"]!["resourceVersion"] = Text(++_version);
            Tell("DELETED", path, old);
        }
    }

    private void Tell(string type, string path, JsonObject value)
    {
        _log.Add(new Change(_version, type, path, value.DeepClone().AsObject()));
        foreach (var watcher in _watchers.Where(w => w.Wants(path, value)))
        {
            watcher.Watch.Send(type, value.DeepClone());
        }
    }

    private static bool IsCollection(string path)
    {
        var segments = path.Trim('/').Split('/');
        var depth = (segments[0] == "api" ? 3 : 4) + (segments.Contains("namespaces") ? 2 : 0);
        return segments.Length == depth && segments[^1] is ("imagestreams" or "images" or "secrets" or "configmaps" or "leases" or "events" or "limitranges" or "resourcequotas"
            or "imagedigestmirrorsets" or "imagetagmirrorsets" or "imagecontentsourcepolicies");
    }

    // A collection without namespace holds the objects of all of them.
    private static bool IsIn(string path, string collection)
    {
        var own = CollectionOf(path);
        var segments = own.Split('/').ToList();
        if (segments.IndexOf("namespaces") is >= 0 and var at && at + 1 < segments.Count)
        {
            segments.RemoveRange(at, 2);
        }

        return own == collection || string.Join('/', segments) == collection;
    }

    private static bool IsSelected(JsonObject value, FakeRequest request) =>
        !request.Query.TryGetValue("fieldSelector", out var selector)
        || selector.Split('=', 2) is not ["type", var type]
        || value["type"]?.GetValue<string>() == type;

    private static bool IsOutdated(JsonObject sent, JsonObject current) =>
        sent["metadata"]?["resourceVersion"]?.GetValue<string>() is { Length: > 0 } version
        && version != current["metadata"]!["resourceVersion"]!.GetValue<string>();

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                var child = target[key] as JsonObject ?? new JsonObject();
                target[key] = child;
                Merge(child, inner);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private sealed record Change(long Version, string Type, string Path, JsonObject Value);

    private sealed record Watcher(FakeRequest Request, FakeWatch Watch)
    {
        public bool Wants(string path, JsonObject value) => IsIn(path, Request.Path) && IsSelected(value, Request);
    }
}
