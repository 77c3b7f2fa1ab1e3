namespace ImageStreams.Oci;

/// <summary>Scheme, host and port: within one origin credentials may be shown again, and nowhere else.</summary>
internal static class Origin
{
    public static bool Same(Uri one, Uri other) =>
        one.Scheme == other.Scheme
        && one.Port == other.Port
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a header sends us, or null and why not.</summary>
    public static string? Resolve(Uri from, string? location, bool insecure, out Uri target)
    {
        target = from;
        if (string.IsNullOrEmpty(location) || !Uri.TryCreate(from, location, out var resolved) || resolved.Scheme is not ("http" or "https"))
        {
            return "to no web address";
        }

        target = resolved;
        if (resolved.UserInfo.Length > 0)
        {
            return "to an address with a user name";
        }

        return resolved.Scheme == "http" && from.Scheme == "https" && !insecure ? "from https to http" : null;
    }
}
