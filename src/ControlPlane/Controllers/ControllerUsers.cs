using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Under which names the built-in controllers act, as those of a kube-controller-manager do; they may do everything.</summary>
internal static class ControllerUsers
{
    public static AuthenticatedUser GarbageCollector { get; } = Of("generic-garbage-collector");

    public static AuthenticatedUser Namespaces { get; } = Of("namespace-controller");

    public static AuthenticatedUser Definitions { get; } = new() { Name = "system:apiserver", Groups = [AuthenticatedUser.MastersGroup, AuthenticatedUser.AuthenticatedGroup] };

    private static AuthenticatedUser Of(string account) => new()
    {
        Name = $"system:serviceaccount:kube-system:{account}",
        Groups = ["system:serviceaccounts", "system:serviceaccounts:kube-system", AuthenticatedUser.MastersGroup, AuthenticatedUser.AuthenticatedGroup],
    };
}
