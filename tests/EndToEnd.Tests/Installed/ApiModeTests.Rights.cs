using System.Net;
using ImageStreams.TestKit;

namespace ImageStreams.EndToEnd.Tests;

// Who may do what: config/rbac, through the cluster's API server and past it.
public abstract partial class ApiModeTests
{
    private const string Stream = """{"apiVersion": "image.openshift.io/v1", "kind": "ImageStream", "metadata": {"name": "new"}}""";

    [ClusterFact]
    public async Task Roles_AllowWhatTheySay()
    {
        var ns = await Cluster.NamespaceAsync("rights");
        await Admin.ApplyAsync(StreamYaml.Of(ns, "app", StreamYaml.Following("same", "other")));
        string?[] roles = [null, "system:image-puller", "view", "registry-viewer", "edit", "registry-editor", "admin", "registry-admin"];
        var tokens = new List<string>();
        foreach (var role in roles)
        {
            tokens.Add(await Cluster.UserAsync(ns, $"as-{role?.Replace(':', '-') ?? "nobody"}", role));
        }

        // Aggregated roles take a moment where a controller fills them in.
        var roled = roles.Zip(tokens, (role, token) => (Role: role, Token: token)).ToList();
        await Eventually.Succeeds(async () => (await TableAsync(ns, roled, Cluster.As)).Should().Be("""
                                      list istag layers create status images elsewhere
            nobody                    403  403   403    403    403    403    403
            system:image-puller       403  403   200    403    403    403    403
            view                      200  200   200    403    403    403    403
            registry-viewer           200  200   200    403    403    403    403
            edit                      200  200   200    201    403    403    403
            registry-editor           200  200   200    201    403    403    403
            admin                     200  200   200    201    403    403    403
            registry-admin            200  200   200    201    403    403    403

            """));

        // Past the aggregator, where nobody else has asked before: the same.
        (await TableAsync(ns, roled.Where(r => r.Role is null or "view" or "edit"), token => Caller.Directly(Cluster.Address, token))).Should().Be("""
                                      list istag layers create status images elsewhere
            nobody                    403  403   403    403    403    403    403
            view                      200  200   200    403    403    403    403
            edit                      200  200   200    201    403    403    403

            """);
    }

    [ClusterFact]
    public async Task CallersNobodyVouchesFor_AreAnonymousOrRefused()
    {
        var ns = await Cluster.NamespaceAsync("strangers");
        var viewer = await Cluster.UserAsync(ns, "viewer", "view");
        var list = $"{Group}/namespaces/{ns}/imagestreams";
        (string Name, string Value)[] forged = [("X-Remote-User", "system:admin"), ("X-Remote-Group", "system:masters")];
        using var anonymous = Caller.Directly(Cluster.Address);
        using var wrong = Caller.Directly(Cluster.Address, "no-such-token");
        using var known = Caller.Directly(Cluster.Address, viewer);

        (await Cluster.As(null).CodeAsync(HttpMethod.Get, list)).Should().Be(HttpStatusCode.Forbidden);
        (await Cluster.As("no-such-token").CodeAsync(HttpMethod.Get, list)).Should().Be(HttpStatusCode.Unauthorized);
        (await wrong.CodeAsync(HttpMethod.Get, list)).Should().Be(HttpStatusCode.Unauthorized);
        (await Cluster.As(null).SendAsync(HttpMethod.Get, list, null, forged)).Code.Should().Be(HttpStatusCode.Forbidden);
        (await anonymous.CodeAsync(HttpMethod.Get, list)).Should().Be(HttpStatusCode.Forbidden);
        await Eventually.Succeeds(async () => (await known.CodeAsync(HttpMethod.Get, list)).Should().Be(HttpStatusCode.OK));

        // Who claims to be the front proxy, and is not, gets nothing at all: not even what he could do as himself.
        (await anonymous.SendAsync(HttpMethod.Get, list, null, forged)).Code.Should().Be(HttpStatusCode.Unauthorized);
        (await known.SendAsync(HttpMethod.Get, list, null, forged)).Code.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static async Task<string> TableAsync(string ns, IEnumerable<(string? Role, string Token)> users, Func<string, Caller> connect)
    {
        (string Title, HttpMethod Method, string Path, string? Body)[] requests =
        [
            ("list", HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreams", null),
            ("istag", HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreamtags", null),
            ("layers", HttpMethod.Get, $"{Group}/namespaces/{ns}/imagestreams/app/layers", null),
            ("create", HttpMethod.Post, $"{Group}/namespaces/{ns}/imagestreams?dryRun=All", Stream),
            ("status", HttpMethod.Put, $"{Group}/namespaces/{ns}/imagestreams/app/status", Stream),
            ("images", HttpMethod.Get, $"{Group}/images", null),
            ("elsewhere", HttpMethod.Get, $"{Group}/namespaces/default/imagestreams", null),
        ];
        var text = new StringWriter { NewLine = "\n" };
        await text.WriteLineAsync($"{"",-26}{string.Join(' ', requests.Select(r => r.Title))}");
        foreach (var (role, token) in users)
        {
            using var caller = connect(token);
            var cells = new List<string>();
            foreach (var (title, method, path, body) in requests)
            {
                cells.Add($"{(int)await caller.CodeAsync(method, path, body)}".PadRight(title.Length));
            }

            await text.WriteLineAsync($"{role ?? "nobody",-26}{string.Join(' ', cells)}".TrimEnd());
        }

        return text.ToString();
    }
}
