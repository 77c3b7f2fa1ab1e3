using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>
/// The repositories in which one image is looked for, in turn: its mirrors, then its source (docs/spec/importing.md#mirrors). Where it was
/// found its parts are looked for first; what has a digest may come from anywhere.
/// </summary>
internal sealed class ImagePlaces(ImportSession session, IReadOnlyList<RegistryClient> clients)
{
    private volatile RegistryClient? _found;

    /// <summary>Why nothing can be asked for; null when something can.</summary>
    public ImportFailure? FindRefusal(ImageReference reference)
    {
        if (clients.Count == 0)
        {
            return ImportFailures.Blocked(reference);
        }

        var holds = clients.Select(c => session.HeldUntil(c.Repository)).ToList();
        return holds.Contains(null) ? null : RegistryFailures.Held(reference, holds.Min()!.Value);
    }

    /// <summary>Sends a request to one place after the other, until one answers.</summary>
    /// <exception cref="RegistryException">None has what was asked for.</exception>
    public async Task<T> RunAsync<T>(Func<RegistryClient, CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        var failures = new List<RegistryException>();
        foreach (var client in InOrder())
        {
            try
            {
                var answer = await session.RunAsync(client, request, cancellationToken);
                _found = client;
                return answer;
            }
            catch (RegistryException e)
            {
                failures.Add(session.Explain(e, client.Repository));
            }
        }

        throw failures is [var only] ? only : Together(failures);
    }

    private IEnumerable<RegistryClient> InOrder()
    {
        var free = clients.Where(c => session.HeldUntil(c.Repository) is null).ToList();
        var open = free.Count == 0 ? clients : free;
        return _found is { } found && open.Contains(found) ? open.Where(c => c != found).Prepend(found) : open;
    }

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
