namespace ImageStreams.Kubernetes;

/// <summary>Whom a kubeconfig's user acts as.</summary>
internal sealed record Impersonation(
    string? User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    public void ApplyTo(HttpRequestMessage request)
    {
        Add(request, "Impersonate-User", User);
        Add(request, "Impersonate-Uid", Uid);
        foreach (var group in Groups)
        {
            Add(request, "Impersonate-Group", group);
        }

        foreach (var (key, values) in Extra)
        {
            foreach (var value in values)
            {
                Add(request, $"Impersonate-Extra-{Uri.EscapeDataString(key)}", value);
            }
        }
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
