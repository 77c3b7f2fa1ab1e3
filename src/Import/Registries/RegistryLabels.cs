namespace ImageStreams.Import;

/// <summary>Registries as labels of metrics: users name them, so there are only so many.</summary>
internal sealed class RegistryLabels
{
    internal const int MaxRegistries = 50;

    private const string Other = "other";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _registries = new(StringComparer.Ordinal);

    public KeyValuePair<string, object?> Of(string registry)
    {
        lock (_lock)
        {
            var isKnown = _registries.Contains(registry) || (_registries.Count < MaxRegistries && _registries.Add(registry));
            return new KeyValuePair<string, object?>("registry", isKnown ? registry : Other);
        }
    }
}
