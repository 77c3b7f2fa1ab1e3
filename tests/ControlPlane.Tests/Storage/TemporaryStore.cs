using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A store in a folder that goes away with it, and the short ways to write into it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    public const string Resource = "/configmaps";

    private readonly TimeProvider _time;

    public TemporaryStore(TimeProvider? time = null, Func<ObjectStoreOptions, ObjectStoreOptions>? configure = null)
    {
        _time = time ?? TimeProvider.System;
        Directory = System.IO.Directory.CreateTempSubdirectory("imagestreams-store-").FullName;
        Options = new ObjectStoreOptions { DataDirectory = Directory, WaitForDisk = false };
        Options = configure?.Invoke(Options) ?? Options;
        Store = Open();
    }

    public string Directory { get; }

    public ObjectStoreOptions Options { get; }

    public ObjectStore Store { get; private set; }

    public static StoreKey Key(string name, string ns = "default") => new(Resource, ns, name);

    public static EncodedObject Body(string name, string ns = "default", string value = "") => EncodedObject.From(new JsonObject
    {
        ["kind"] = "ConfigMap",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = new JsonObject { ["app"] = name } },
        ["data"] = new JsonObject { ["value"] = value },
    });

    public async Task<StoredObject> Create(string name, string ns = "default", string value = "") =>
        Written(await Store.CreateAsync(Key(name, ns), Body(name, ns, value)));

    public async Task<StoredObject> Update(StoredObject current, string value) =>
        Written(await Store.UpdateAsync(current.Key, Body(current.Key.Name, current.Key.Namespace, value), current.Revision));

    public async Task<StoredObject> Delete(StoredObject current) => Written(await Store.DeleteAsync(current.Key, current.Revision));

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    public void Dispose()
    {
        Store.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static StoredObject Written(WriteResult result)
    {
        result.Outcome.Should().Be(WriteOutcome.Written);
        return result.Object!;
    }

    private ObjectStore Open() => ObjectStore.Open(Options, _time, NullLogger<ObjectStore>.Instance);
}
