using ImageStreams.Oci;

namespace ImageStreams.Operator;

/// <summary>The proxies that the usual variables name; small letters win, as elsewhere.</summary>
internal static class ProxyOfEnvironment
{
    /// <exception cref="OptionsException">A variable holds no proxy; its value is not told, for it may hold a password.</exception>
    public static RegistryProxy Read() => Read(Environment.GetEnvironmentVariable);

    internal static RegistryProxy Read(Func<string, string?> variable)
    {
        var all = Server("ALL_PROXY", variable);
        return new RegistryProxy(
            Server("HTTP_PROXY", variable) ?? all,
            Server("HTTPS_PROXY", variable) ?? all,
            (Find("NO_PROXY", variable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static ProxyServer? Server(string name, Func<string, string?> variable)
    {
        if (Find(name, variable) is not { } text)
        {
            return null;
        }

        return ProxyServer.TryParse(text, out var server)
            ? server
            : throw new OptionsException($"{name} of the environment must be [http://][USER:PASSWORD@]HOST[:PORT]");
    }

    private static string? Find(string name, Func<string, string?> variable) =>
        variable(name.ToLowerInvariant()) is { Length: > 0 } small ? small
        : variable(name) is { Length: > 0 } large ? large
        : null;
}
