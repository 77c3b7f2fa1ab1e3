using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Small changes that controllers make to stored objects, whatever kind they are of. What had only waited for the change goes.</summary>
internal static class ObjectEdits
{
    /// <summary>Changes the object if it is still the one with <paramref name="uid"/>; false when somebody else was faster.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="key">The object.</param>
    /// <param name="uid">Its identity.</param>
    /// <param name="change">Changes the stored document; false when there is nothing to change.</param>
    public static async Task<bool> EditAsync(this ObjectStore store, StoreKey key, string uid, Func<JsonObject, bool> change)
    {
        if (store.Current.Find(key) is not { } current || current.Header.Uid != uid)
        {
            return true;
        }

        var document = current.ToDocument();
        if (!change(document) && !Finalization.IsOver(document))
        {
            return true;
        }

        var result = Finalization.IsOver(document)
            ? await store.DeleteAsync(key, current.Revision)
            : await store.UpdateAsync(key, EncodedObject.From(document), current.Revision);
        return result.Outcome is WriteOutcome.Written or WriteOutcome.Missing;
    }

    /// <summary>Takes a finalizer away.</summary>
    public static Task<bool> RemoveFinalizerAsync(this ObjectStore store, StoreKey key, string uid, string finalizer) => store.EditAsync(key, uid, document =>
    {
        var finalizers = document.Metadata.Texts("finalizers");
        document.Metadata.SetTexts("finalizers", [.. finalizers.Where(f => f != finalizer)]);
        return finalizers.Contains(finalizer);
    });
}
