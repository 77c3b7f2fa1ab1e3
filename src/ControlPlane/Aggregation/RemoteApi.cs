using System.Security.Cryptography;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>A group version that another server serves, as its API service object says.</summary>
/// <param name="Name">Name of the API service: <c>version.group</c>.</param>
/// <param name="Group">API group.</param>
/// <param name="Version">API version.</param>
/// <param name="Backend">How its server is reached.</param>
/// <param name="IsAvailable">What the object's condition says.</param>
internal sealed record RemoteApi(string Name, string Group, string Version, Backend Backend, bool IsAvailable)
{
    public string Path => $"/apis/{Group}/{Version}";

    /// <summary>Null for a group version that we serve ourselves.</summary>
    public static RemoteApi? Of(APIService service) => service.Spec is not { Service: { } reference } spec ? null : new RemoteApi(
        service.Metadata?.Name ?? "",
        spec.Group ?? "",
        spec.Version ?? "",
        new Backend(
            reference.Namespace ?? "",
            reference.Name ?? "",
            reference.Port ?? Backend.DefaultPort,
            spec.InsecureSkipTlsVerify == true,
            spec.CaBundle is { Length: > 0 } bundle ? Convert.ToHexString(SHA256.HashData(bundle)) : "")
        {
            CaBundle = spec.CaBundle ?? [],
        },
        ApiServiceConditions.IsAvailable(service));
}
