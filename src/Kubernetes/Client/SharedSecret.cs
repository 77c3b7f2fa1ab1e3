using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>A secret that all replicas share: what one of them makes, the others take.</summary>
/// <param name="secrets">The secrets of the control plane.</param>
/// <param name="name">Which one it is.</param>
/// <param name="type">Its type, if it has to be made.</param>
public sealed class SharedSecret(ResourceClient<Secret> secrets, NamespacedName name, string type)
{
    public NamespacedName Name => name;

    /// <summary>
    /// What is in force: what is stored, or what had to be made in its place, and that is stored before anybody uses it. Null when another replica was
    /// faster: the next look finds what it wrote.
    /// </summary>
    /// <param name="read">Reads the data of the secret; null or unusable is as good as none.</param>
    /// <param name="renew">Gives what is to be used from now on: the same instance if nothing is to be done.</param>
    /// <param name="write">The data of the secret that keeps it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T?> TryShareAsync<T>(
        Func<IReadOnlyDictionary<string, byte[]>?, T?> read,
        Func<T?, T> renew,
        Func<T, IReadOnlyDictionary<string, byte[]>> write,
        CancellationToken cancellationToken)
        where T : class
    {
        var secret = await secrets.FindAsync(name, cancellationToken);
        var stored = read(secret?.Data);
        var current = renew(stored);
        return ReferenceEquals(current, stored) || await TryWriteAsync(secret, write(current), cancellationToken) ? current : null;
    }

    private async Task<bool> TryWriteAsync(Secret? secret, IReadOnlyDictionary<string, byte[]> data, CancellationToken cancellationToken)
    {
        try
        {
            if (secret is null)
            {
                var metadata = new ObjectMeta { Namespace = name.Namespace, Name = name.Name };
                await secrets.CreateAsync(new Secret { Metadata = metadata, Type = type, Data = data }, cancellationToken);
            }
            else
            {
                await secrets.UpdateAsync(secret with { Data = data }, cancellationToken);
            }

            return true;
        }
        catch (KubeApiException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            return false;
        }
    }
}
