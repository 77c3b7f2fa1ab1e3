using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// The repositories in which one image is looked for, in turn: its mirrors, then its source (docs/spec/importing.md#mirrors). Where it was
/// found its parts are looked for first; what has a digest may come from anywhere.
/// </summary>
internal sealed class ImagePlaces(ImportSession session, IReadOnlyList<RegistryClient> clients, bool isRefresh)
{
    private volatile RegistryClient? _found;

    /// <summary>Why nothing can be asked for; null when something can.</summary>
    public ImportFailure? FindRefusal(ImageReference reference) => clients.Count == 0 ? ImportFailures.Blocked(reference) : null;

    /// <summary>Why nobody would be asked now; null when somebody would.</summary>
    public RegistryHold? FindHold()
    {
        var holds = clients.Select(HoldOf).ToList();
        return holds.Contains(null) ? null : holds.MinBy(h => h!.Until);
    }

    /// <summary>Sends a request to one place after the other, until one answers.</summary>
    /// <exception cref="RegistryException">None has what was asked for.</exception>
    /// <exception cref="RegistryHeldException">None is asked for a while.</exception>
    public Task<T> RunAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        FindAsync(client => session.RunAsync(client, isRefresh, request, cancellationToken));

    /// <summary>Looks in one place after the other, until something is found.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<T> FindAsync<T>(Func<RegistryClient, Task<T>> look)
    {
        var (failures, holds) = (new List<RegistryException>(), new List<RegistryHeldException>());
        foreach (var client in InOrder())
        {
            try
            {
                var answer = await look(client);
                _found = client;
                return answer;
            }
            catch (RegistryException e)
            {
                failures.Add(session.Explain(e, client.Repository));
            }
            catch (RegistryHeldException e)
            {
                holds.Add(e);
            }
        }

        throw failures switch
        {
            [] => holds.MinBy(e => e.Hold.Until)!,
            [var only] => only,
            _ => Together(failures),
        };
    }

    /// <summary>Whether something holds for one of the places.</summary>
    public async ValueTask<bool> AnyAsync(Func<RegistryClient, ValueTask<bool>> holds)
    {
        foreach (var client in clients)
        {
            if (await holds(client))
            {
                return true;
            }
        }

        return false;
    }

    private RegistryHold? HoldOf(RegistryClient client) => session.FindHold(client, isRefresh);

    // Where it was found comes first, and who is not asked now comes last.
    private IEnumerable<RegistryClient> InOrder() => clients.OrderBy(c => HoldOf(c) is not null).ThenBy(c => c != _found);

    /// <summary>What went wrong first, apart from the image not being there: mirrors seldom have everything.</summary>
    private static RegistryException Together(List<RegistryException> failures)
    {
        var telling = failures.Find(f => f.Kind != RegistryErrorKind.NotFound) ?? failures[^1];
        return new RegistryException(telling.Kind, $"[{string.Join(", ", failures.Select(f => f.Message))}]", new AggregateException(failures))
        {
            StatusCode = telling.StatusCode,
            Errors = telling.Errors,
            Request = telling.Request,
            RetryAfter = telling.RetryAfter,
        };
    }
}
