using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.Oci;

/// <summary>Which token service a registry may send us to: docs/spec/registries.md#token-services.</summary>
/// <remarks>A registry names the service freely, and we are about to send it a password (CVE-2026-33540 and its kin).</remarks>
internal static class RealmRule
{
    /// <summary>The service to ask, or null and why it is refused; nothing was looked up or sent by then.</summary>
    public static string? Check(
        string realm, RepositoryName repository, bool insecure, RegistryTransportOptions options, [MaybeNull] out Uri service)
    {
        if (!Uri.TryCreate(realm, UriKind.Absolute, out service) || service.Scheme is not ("https" or "http"))
        {
            return "is not a web address";
        }

        if (service.UserInfo.Length > 0)
        {
            return "holds a user name";
        }

        if (service.Scheme == "http" && !insecure)
        {
            return "is not https";
        }

        return IsAllowed(service.IdnHost, repository, options)
            ? null
            : $"is on another host than the registry; allow it by the setting tokenServices if it belongs to {repository.Registry}";
    }

    private static bool IsAllowed(string host, RepositoryName repository, RegistryTransportOptions options) =>
        Same(host, new Uri($"https://{repository.ApiHost}/").IdnHost)
        || ServicesOf(repository, options).Any(s => Same(host, s));

    // As everywhere, a registry without a port stands for all of its ports.
    private static IEnumerable<string> ServicesOf(RepositoryName repository, RegistryTransportOptions options) =>
        new[] { repository.Registry, new Uri($"https://{repository.Registry}/").IdnHost }.Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(r => options.TokenServices.GetValueOrDefault(r) ?? []);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
