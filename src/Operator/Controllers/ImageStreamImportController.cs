using System.Runtime.ExceptionServices;
using ImageStreams.Entities;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.Logging;

namespace ImageStreams.Operator;

/// <summary>Imports the tags of a stream that are due: new, failed and to be tried again, or scheduled (docs/spec/importing.md#the-controller).</summary>
internal sealed partial class ImageStreamImportController(
    ILister<ImageStream> streams,
    ILister<LimitRange> limits,
    ImportEngine engine,
    StreamStore store,
    StreamMemories memories,
    StreamEvents events,
    ImportSettingsSource settings,
    TimeProvider time,
    ILogger<ImageStreamImportController> logger) : IReconciler
{
    // Who was put off is told when there is a place; this is for when that gets lost.
    private static readonly TimeSpan WhenNobodyCalls = TimeSpan.FromSeconds(60);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (streams.Find(key) is not { Metadata.DeletionTimestamp: null } cached)
        {
            memories.Forget(key);
            return ReconcileResult.Done; // gone, or on its way out: nothing of ours to clean up
        }

        var memory = memories.Of(key, cached.Metadata.Uid);
        var signals = memories.SignalsOf(key.Namespace);
        var stream = memory.Latest(store.FromStored(cached));
        var plan = PlanFor(key, stream, memory, signals);
        events.Tell(stream, plan.Problems, memory);
        if (plan.IsEmpty)
        {
            return ReconcileResult.After(plan.NextDue);
        }

        var work = new StreamWork
        {
            Stream = stream,
            Plan = plan,
            Resolve = current => Resolve(current, plan.References),
            Limits = ImageLimits.Of(limits.List(key.Namespace)),
        };
        var outcome = await engine.RunAsync(work, cancellationToken);
        memory.Note(outcome, signals, time.GetUtcNow());
        events.Tell(stream, outcome, memory);
        Log(key, outcome);
        return Next(key, outcome, memory, signals);
    }

    private ReconcileResult Next(NamespacedName key, StreamOutcome outcome, StreamMemory memory, StreamSignals signals)
    {
        if (outcome.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        if (outcome.Stream is not { } written)
        {
            return ReconcileResult.Done;
        }

        var due = PlanFor(key, written, memory, signals).NextDue;
        var call = time.GetUtcNow() + WhenNobodyCalls;
        return ReconcileResult.After(outcome.Deferred && !(due < call) ? call : due);
    }

    private ImportPlan PlanFor(NamespacedName key, ImageStream stream, StreamMemory memory, StreamSignals signals) =>
        ImportPlan.For(stream, time.GetUtcNow(), settings.Current.Plan, memories.Recall(memory, key.Namespace, signals));

    private IReadOnlyList<TagResult> Resolve(ImageStream current, IReadOnlyList<DueTag> references)
    {
        var sources = LocalReferences.Needed(current, references).ToDictionary(key => key, FindSource);
        return LocalReferences.Resolve(current, references, sources, time.GetUtcNow(), settings.Current.Plan);
    }

    private SourceStream FindSource(StreamKey key) =>
        store.FindStoredKey(key) is { } stored && streams.Find(stored) is { } found
            ? SourceStream.Found(store.FromStored(found))
            : SourceStream.Missing;

    private void Log(NamespacedName key, StreamOutcome outcome)
    {
        if (outcome.Changes.Count > 0)
        {
            LogImported(key, outcome.Attempted.Count, outcome.Failed, outcome.Changes.Count);
        }
        else
        {
            LogChecked(key, outcome.Attempted.Count, outcome.Failed);
        }
    }

    [LoggerMessage(LogLevel.Information, "Imported {Stream}: {Attempted} tags tried, {Failed} failed, {Changes} changed")]
    private partial void LogImported(NamespacedName stream, int attempted, int failed, int changes);

    [LoggerMessage(LogLevel.Debug, "Checked {Stream}: {Attempted} tags tried, {Failed} failed, nothing new")]
    private partial void LogChecked(NamespacedName stream, int attempted, int failed);
}
