namespace ImageStreams.Import;

/// <summary>Who wants to ask a registry something, and what it is worth.</summary>
internal sealed record RegistryTurn
{
    public required string Registry { get; init; }

    /// <summary>For whom: namespaces take turns.</summary>
    public required string Namespace { get; init; }

    /// <summary>As whom, as far as the registry counts requests by login.</summary>
    public string Account { get; init; } = "";

    /// <summary>Whether the registry is spoken to without trust: it may be there one way and not the other.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether somebody waits for the answer: then the registry is asked even if it wants to be left alone.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>Whether it looks after something that is here already: that can wait.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>Finds out whether the registry answers at all; null when nobody can.</summary>
    public Func<CancellationToken, Task>? Ping { get; init; }
}
