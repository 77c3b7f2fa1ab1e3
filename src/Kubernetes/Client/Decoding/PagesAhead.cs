namespace ImageStreams.Kubernetes;

/// <summary>
/// Reads the pages of a list one after the other, and asks for the next one as soon as the server has told where it begins, which most tell before the
/// items. One page is read ahead, never more.
/// </summary>
/// <param name="read">Reads the page that begins at a continue token, and tells where the next begins as soon as it knows.</param>
internal sealed class PagesAhead<T>(Func<string?, Action<string?>, CancellationToken, Task<ListPage<T>>> read)
{
    /// <summary>Reads to the end.</summary>
    /// <param name="take">Takes the pages in their order, one at a time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The version of the whole.</returns>
    public async Task<string?> TakeAllAsync(Action<ListPage<T>> take, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (page, ahead) = (Begin(null, end.Token), default(Reading));
        try
        {
            for (string? version = null; ;)
            {
                ahead = await page.Next is { Length: > 0 } next ? Begin(next, end.Token) : null;
                var taken = await page.Page;
                take(taken);
                version = taken.ResourceVersion ?? version;
                if (string.IsNullOrEmpty(taken.Continue))
                {
                    return version;
                }

                page = await FollowAsync(ahead, taken.Continue, end.Token);
            }
        }
        finally
        {
            await end.CancelAsync();
            await EndAsync(page);
            await EndAsync(ahead);
        }
    }

    /// <summary>What was begun, unless the page that told of it broke off, was read again, and now ends elsewhere.</summary>
    private async Task<Reading> FollowAsync(Reading? ahead, string next, CancellationToken cancellationToken)
    {
        if (ahead?.Start == next)
        {
            return ahead;
        }

        await EndAsync(ahead);
        return Begin(next, cancellationToken);
    }

    private Reading Begin(string? start, CancellationToken cancellationToken)
    {
        var next = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new(start, next.Task, ReadAsync(start, next, cancellationToken));
    }

    private async Task<ListPage<T>> ReadAsync(string? start, TaskCompletionSource<string?> next, CancellationToken cancellationToken)
    {
        try
        {
            return await read(start, token => next.TrySetResult(token), cancellationToken);
        }
        finally
        {
            next.TrySetResult(null);
        }
    }

    /// <summary>Waits for the end of what nobody needs, whatever has come of it.</summary>
    private static async Task EndAsync(Reading? reading) =>
        await (reading?.Page ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>A page that is being read.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="Next">Where the next begins; null when this is the last, or has failed before that was told.</param>
    /// <param name="Page">What it brings.</param>
    private sealed record Reading(string? Start, Task<string?> Next, Task<ListPage<T>> Page);
}
