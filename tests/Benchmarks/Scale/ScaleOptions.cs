namespace ImageStreams.Benchmarks;

/// <summary>What <c>scale</c> is told: pairs of a name with two dashes and a value.</summary>
internal sealed record ScaleOptions
{
    /// <summary>How many streams.</summary>
    public int Streams { get; init; } = 200;

    /// <summary>Tags of each stream, each with an image of its own.</summary>
    public int Tags { get; init; } = 10;

    /// <summary>Layers of each image.</summary>
    public int Layers { get; init; } = 15;

    /// <summary>Which rows are measured, by their names; all when empty.</summary>
    public IReadOnlyList<string> Rows { get; init; } = [];

    /// <summary>Where the embedded control plane keeps its objects; what is there already is not made again.</summary>
    public string Data { get; init; } = Path.Combine("artifacts", "scale");

    /// <summary>A cluster to use instead of the embedded control plane; it must have the custom resource definitions.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The program that is measured: a published one, as it is shipped.</summary>
    public string Program { get; init; } = Path.Combine("artifacts", "publish", "imagestreams");

    /// <summary>How long a load lasts, in seconds.</summary>
    public int Seconds { get; init; } = 10;

    /// <summary>How long the soak lasts, in minutes.</summary>
    public int Minutes { get; init; } = 20;

    /// <summary>How long nothing is asked of the process that knows everything, in minutes.</summary>
    public int Quiet { get; init; } = 1;

    public bool Wants(string row) => Rows.Count == 0 ? row != "soak" : Rows.Contains(row);

    public static ScaleOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ScaleOptions();
        for (var i = 0; i + 1 < args.Count; i += 2)
        {
            var value = args[i + 1];
            options = args[i] switch
            {
                "--streams" => options with { Streams = int.Parse(value, null) },
                "--tags" => options with { Tags = int.Parse(value, null) },
                "--layers" => options with { Layers = int.Parse(value, null) },
                "--rows" => options with { Rows = value.Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--data" => options with { Data = value },
                "--kubeconfig" => options with { Kubeconfig = value.Length == 0 ? null : value },
                "--program" => options with { Program = value },
                "--seconds" => options with { Seconds = int.Parse(value, null) },
                "--minutes" => options with { Minutes = int.Parse(value, null) },
                "--quiet" => options with { Quiet = int.Parse(value, null) },
                _ => throw new ArgumentException($"{args[i]} is not known", nameof(args)),
            };
        }

        return options;
    }
}
