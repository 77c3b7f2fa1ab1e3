using System.Collections.Concurrent;
using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>Fetches what a job wants, all of it side by side. What is not there when the patience is over is left open.</summary>
internal sealed class ImportJobRun(ImportJob job, ImportSession session, TagImporter tags, TimeProvider time)
{
    private readonly ConcurrentDictionary<ImageRequest, Lazy<Task<ImageResult>>> _fetches = new();

    public async Task<ImportJobResult> RunAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(job.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var images = Task.WhenAll(job.Images.Select(r => FetchAsync(r, either.Token)));
        var repository = job.Repository is null ? null : await ListAsync(job.Repository, either.Token);
        var ofRepository = await Task.WhenAll((repository?.Tags ?? []).Select(t => FetchAsync(t.Request, either.Token)));
        var single = await images;
        cancellationToken.ThrowIfCancellationRequested();
        return new ImportJobResult(single, repository, ofRepository);
    }

    private Task<ImageResult> FetchAsync(ImageRequest request, CancellationToken cancellationToken) =>
        _fetches.GetOrAdd(request, r => new Lazy<Task<ImageResult>>(() => FetchOnceAsync(r, cancellationToken))).Value;

    private async Task<ImageResult> FetchOnceAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await tags.FetchAsync(request, session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ImageResult { Request = request, Failure = ImportFailures.NotYet(request.From, job.Patience), IsOpen = true };
        }
    }

    private async Task<RepositoryResult> ListAsync(RepositoryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await RepositoryImporter.ListAsync(request, session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RepositoryResult { Failure = ImportFailures.NotYet(request.From, job.Patience) };
        }
    }
}
