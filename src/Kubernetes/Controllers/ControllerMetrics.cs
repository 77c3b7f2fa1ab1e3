using System.Diagnostics.Metrics;

namespace ImageStreams.Kubernetes;

/// <summary>What controllers do; every series of a controller is there, at zero, from its start.</summary>
internal sealed class ControllerMetrics(Meter meter)
{
    private readonly Counter<long> _reconciles = meter.CreateCounter<long>(
        "imagestreams_controller_reconcile_total", null, "Reconciles by result: success, requeue_after, error, terminal_error");

    private readonly Counter<long> _errors = meter.CreateCounter<long>(
        "imagestreams_controller_reconcile_errors_total", null, "Reconciles that failed, terminal errors included");

    private readonly Counter<long> _terminal = meter.CreateCounter<long>(
        "imagestreams_controller_terminal_errors_total", null, "Reconciles that failed and are not tried again");

    private readonly Counter<long> _timeouts = meter.CreateCounter<long>(
        "imagestreams_controller_reconcile_timeouts_total", null, "Reconciles that took too long");

    private readonly Histogram<double> _duration = meter.CreateHistogram<double>(
        "imagestreams_controller_reconcile_seconds", "s", "Time of one reconcile");

    private readonly UpDownCounter<long> _active = meter.CreateUpDownCounter<long>("imagestreams_controller_active_workers", null, "Workers at work");

    private readonly UpDownCounter<long> _max = meter.CreateUpDownCounter<long>("imagestreams_controller_max_workers", null, "Workers there are");

    public void Created(string controller)
    {
        foreach (var result in Enum.GetValues<ReconcileOutcome>())
        {
            _reconciles.Add(0, Tag(controller), Result(result));
        }

        _errors.Add(0, Tag(controller));
        _terminal.Add(0, Tag(controller));
        _timeouts.Add(0, Tag(controller));
        _active.Add(0, Tag(controller));
        _max.Add(0, Tag(controller));
    }

    public void WorkersChanged(string controller, int change) => _max.Add(change, Tag(controller));

    public void Began(string controller) => _active.Add(1, Tag(controller));

    public void Ended(string controller, TimeSpan elapsed)
    {
        _active.Add(-1, Tag(controller));
        _duration.Record(elapsed.TotalSeconds, Tag(controller));
    }

    public void TimedOut(string controller) => _timeouts.Add(1, Tag(controller));

    public void Reconciled(string controller, ReconcileOutcome result)
    {
        _reconciles.Add(1, Tag(controller), Result(result));
        if (result is ReconcileOutcome.Error or ReconcileOutcome.TerminalError)
        {
            _errors.Add(1, Tag(controller));
        }

        if (result is ReconcileOutcome.TerminalError)
        {
            _terminal.Add(1, Tag(controller));
        }
    }

    private static KeyValuePair<string, object?> Tag(string controller) => new("controller", controller);

    private static KeyValuePair<string, object?> Result(ReconcileOutcome outcome) => new(
        "result",
        outcome switch
        {
            ReconcileOutcome.Success => "success",
            ReconcileOutcome.RequeueAfter => "requeue_after",
            ReconcileOutcome.Error => "error",
            _ => "terminal_error",
        });
}
