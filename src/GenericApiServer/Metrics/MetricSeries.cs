namespace ImageStreams.GenericApiServer;

/// <summary>The numbers of one combination of labels.</summary>
internal sealed class MetricSeries(string labels, int buckets)
{
    /// <summary>The labels as they are written, without brackets.</summary>
    public string Labels => labels;

    public double Value { get; set; }

    public long Count { get; private set; }

    /// <summary>How many measurements fell into each bucket alone.</summary>
    public long[] Buckets { get; } = new long[buckets];

    public void Observe(double value, IReadOnlyList<double> bounds)
    {
        Value += value;
        Count++;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (value <= bounds[i])
            {
                Buckets[i]++;
                return;
            }
        }
    }
}
