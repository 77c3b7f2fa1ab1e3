namespace ImageStreams.ControlPlane;

/// <summary>The user name and groups of a service account.</summary>
internal static class ServiceAccountName
{
    private const string Prefix = "system:serviceaccount:";

    public static string Of(string ns, string name) => $"{Prefix}{ns}:{name}";

    public static IReadOnlyList<string> Groups(string ns) => ["system:serviceaccounts", $"system:serviceaccounts:{ns}"];

    public static bool TryParse(string user, out string ns, out string name)
    {
        var parts = user.StartsWith(Prefix, StringComparison.Ordinal) ? user[Prefix.Length..].Split(':') : [];
        (ns, name) = parts is [{ Length: > 0 } first, { Length: > 0 } second] ? (first, second) : ("", "");
        return name.Length > 0;
    }
}
