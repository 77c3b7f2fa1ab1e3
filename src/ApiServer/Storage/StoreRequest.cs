namespace ImageStreams.ApiServer;

/// <summary>One request to the control plane.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without a slash in front.</param>
internal sealed record StoreRequest(HttpMethod Method, string Path)
{
    /// <summary>Parameters; those without a value are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>In which forms the answer can be read.</summary>
    public string Accept { get; init; } = "application/json";

    public string ContentType { get; init; } = "application/json";

    /// <summary>Path and parameters, as they are sent.</summary>
    public string Target
    {
        get
        {
            var query = string.Join('&', Query.Where(p => p.Value.Length > 0).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
            return query.Length == 0 ? Path : $"{Path}?{query}";
        }
    }
}
