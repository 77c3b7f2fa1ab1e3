using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ImageStreams.GenericApiServer;

/// <summary>All series of one instrument.</summary>
/// <remarks>Beyond <see cref="MaxSeries"/> combinations of labels, everything is counted in one series that says so.</remarks>
internal sealed class MetricFamily
{
    /// <summary>How many combinations of labels an instrument may have.</summary>
    public const int MaxSeries = 500;

    private const string Overflow = "overflow=\"true\"";
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricSeries> _series = [];
    private readonly Instrument _instrument;
    private readonly string _type;
    private readonly IReadOnlyList<double> _bounds;

    public MetricFamily(Instrument instrument)
    {
        _instrument = instrument;
        var kind = instrument.GetType().IsGenericType ? instrument.GetType().GetGenericTypeDefinition() : null;
        _type = kind == typeof(Histogram<>) ? "histogram"
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
            : "gauge";
        _bounds = _type == "histogram" ? BoundsOf(instrument) : [];
        Accumulates = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        Name = NameOf(instrument, _type);
    }

    public string Name { get; }

    /// <summary>Whether measurements add up; otherwise the last one counts.</summary>
    private bool Accumulates { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = Labels(tags);
        lock (_lock)
        {
            if (!_series.TryGetValue(labels, out var series))
            {
                var key = _series.Count < MaxSeries ? labels : Overflow;
                if (!_series.TryGetValue(key, out series))
                {
                    _series[key] = series = new(key, _bounds.Count);
                }
            }

            if (_type == "histogram")
            {
                series.Observe(value, _bounds);
            }
            else
            {
                series.Value = Accumulates ? series.Value + value : value;
            }
        }
    }

    /// <summary>Forgets what was observed: only what is observed again is there.</summary>
    public void ForgetObserved()
    {
        if (_instrument.IsObservable)
        {
            lock (_lock)
            {
                _series.Clear();
            }
        }
    }

    public void Write(StringBuilder output)
    {
        output.Append("# HELP ").Append(Name).Append(' ').Append(EscapeHelp(_instrument.Description ?? "")).Append('\n');
        output.Append("# TYPE ").Append(Name).Append(' ').Append(_type).Append('\n');
        lock (_lock)
        {
            foreach (var series in _series.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
            {
                WriteSeries(output, series);
            }
        }
    }

    private void WriteSeries(StringBuilder output, MetricSeries series)
    {
        if (_type != "histogram")
        {
            WriteLine(output, Name, series.Labels, series.Value);
            return;
        }

        var below = 0L;
        for (var i = 0; i < _bounds.Count; i++)
        {
            below += series.Buckets[i];
            WriteLine(output, $"{Name}_bucket", With(series.Labels, $"le=\"{Text(_bounds[i])}\""), below);
        }

        WriteLine(output, $"{Name}_bucket", With(series.Labels, "le=\"+Inf\""), series.Count);
        WriteLine(output, $"{Name}_sum", series.Labels, series.Value);
        WriteLine(output, $"{Name}_count", series.Labels, series.Count);
    }

    private static void WriteLine(StringBuilder output, string name, string labels, double value)
    {
        output.Append(name);
        if (labels.Length > 0)
        {
            output.Append('{').Append(labels).Append('}');
        }

        output.Append(' ').Append(Text(value)).Append('\n');
    }

    private static string With(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            labels[Sanitize(key)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return string.Join(',', labels.Select(l => $"{l.Key}=\"{EscapeLabel(l.Value)}\""));
    }

    private static string EscapeLabel(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string NameOf(Instrument instrument, string type)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Sanitize(instrument.Name);
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return type == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private static string Sanitize(string name)
    {
        var clean = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean;
    }

    private static IReadOnlyList<double> BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        _ => DefaultBounds,
    };
}
