using ImageStreams.TestKit;

namespace ImageStreams.ControlPlane.Tests;

internal static class AccessScenarios
{
    public static async Task Rights(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "serviceaccount", "robot");
        await kubectl.RunAsync("create", "role", "reader", "--verb=get,list", "--resource=configmaps");
        await kubectl.RunAsync("create", "rolebinding", "readers", "--role=reader", $"--serviceaccount={kubectl.Namespace}:robot");
        var robot = $"--as=system:serviceaccount:{kubectl.Namespace}:robot";

        (await kubectl.RunAsync("auth", "can-i", "delete", "secrets")).Should().Be("yes\n");
        (await kubectl.RunAsync("auth", "can-i", "get", "configmaps", robot)).Should().Be("yes\n");
        (await kubectl.FailAsync(null, "auth", "can-i", "delete", "configmaps", robot)).Should().Contain("no");
        (await kubectl.FailAsync(null, "auth", "can-i", "get", "configmaps", "--namespace=default", robot)).Should().Contain("no");
        (await kubectl.RunAsync("auth", "can-i", "--list", robot)).Should().MatchRegex(@"configmaps +\[\] +\[\] +\[get list\]");
        (await kubectl.RunAsync("auth", "whoami", robot, "-o", "jsonpath={.status.userInfo.username}")).Should().Be($"system:serviceaccount:{kubectl.Namespace}:robot");
        (await kubectl.RunAsync("get", "configmaps", robot, "-o", "name")).Should().Contain("configmap/kube-root-ca.crt");
        (await kubectl.FailAsync(null, "get", "secrets", robot)).Should().Contain(
            $"Error from server (Forbidden): secrets is forbidden: User \"system:serviceaccount:{kubectl.Namespace}:robot\" cannot list resource \"secrets\" in API group \"\" in the namespace \"{kubectl.Namespace}\"");
        (await kubectl.FailAsync(null, "create", "role", "more", "--verb=*", "--resource=*", robot)).Should().Contain("cannot create resource \"roles\"");
    }

    public static async Task Tokens(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "serviceaccount", "robot");

        var token = (await kubectl.RunAsync("create", "token", "robot")).Trim();

        // The kubeconfig's client certificate would win, so the token is tried by a review.
        (await ReviewAsync(kubectl, token)).Should().Be($"true system:serviceaccount:{kubectl.Namespace}:robot");
        await kubectl.RunAsync("delete", "serviceaccount", "robot");
        await Eventually.Succeeds(async () => (await ReviewAsync(kubectl, token)).Should().NotStartWith("true"));
    }

    private static Task<string> ReviewAsync(Kubectl kubectl, string token) => kubectl.FeedAsync(
        $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{token}}}"}}""",
        "create", "--validate=false", "-f", "-", "-o", "jsonpath={.status.authenticated} {.status.user.username}");
}
