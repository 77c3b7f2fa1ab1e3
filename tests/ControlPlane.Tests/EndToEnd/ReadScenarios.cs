using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane.Tests;

internal static class ReadScenarios
{
    public static async Task Get(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "secret", "generic", "one", "--from-literal=a=b", "--from-literal=c=d");
        await kubectl.RunAsync("create", "secret", "docker-registry", "two", "--docker-server=r.example.com", "--docker-username=u", "--docker-password=p");
        await kubectl.RunAsync("label", "secret", "one", "app=x");

        Table(await kubectl.RunAsync("get", "secrets")).Should().Equal("NAME TYPE DATA AGE", "one Opaque 2 <age>", "two kubernetes.io/dockerconfigjson 1 <age>");
        Table(await kubectl.RunAsync("get", "secret", "one", "--no-headers")).Should().Equal("one Opaque 2 <age>");
        Table(await kubectl.RunAsync("get", "secrets", "-l", "app=x", "-L", "app")).Should().Equal("NAME TYPE DATA AGE APP", "one Opaque 2 <age> x");
        Table(await kubectl.RunAsync("get", "secrets", "--selector", "app!=x", "--show-labels")).Should().Equal("NAME TYPE DATA AGE LABELS", "two kubernetes.io/dockerconfigjson 1 <age> <none>");
        Table(await kubectl.RunAsync("get", "secrets", "--field-selector", "type=Opaque")).Should().HaveCount(2);
        (await kubectl.RunAsync("get", "secrets", "-o", "name")).Should().Be("secret/one\nsecret/two\n");
        (await kubectl.RunAsync("get", "secrets", "--sort-by={.metadata.name}", "-o", "jsonpath={.items[*].metadata.name}")).Should().Be("one two");
        (await kubectl.RunAsync("get", "secret", "one", "-o", "yaml")).Should().StartWith("apiVersion: v1\ndata:\n  a: Yg==\n  c: ZA==\nkind: Secret\nmetadata:\n");
        JsonNode.Parse(await kubectl.RunAsync("get", "secrets", "-o", "json"))!["items"]![0]!["kind"]!.GetValue<string>().Should().Be("Secret");
        Table(await kubectl.RunAsync("get", "ns", kubectl.Namespace)).Should().Equal("NAME STATUS AGE", $"{kubectl.Namespace} Active <age>");
        (await kubectl.RunAsync("get", "secrets", "-A")).Should().StartWith("NAMESPACE");
        (await kubectl.RunAsync("get", "secrets,configmaps", "-o", "name")).Should().Contain("secret/one").And.Contain("configmap/kube-root-ca.crt");
        (await kubectl.FailAsync(null, "get", "secret", "none")).Should().Be("Error from server (NotFound): secrets \"none\" not found\n");
        (await kubectl.RunAsync("get", "--raw", $"/api/v1/namespaces/{kubectl.Namespace}/secrets/one")).Should().StartWith("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"one",""");
    }

    public static async Task GetInPages(Kubectl kubectl)
    {
        for (var i = 0; i < 5; i++)
        {
            await kubectl.RunAsync("create", "secret", "generic", $"s{i}");
        }

        Table(await kubectl.RunAsync("get", "secrets", "--chunk-size=2")).Should().HaveCount(6);
        (await kubectl.RunAsync("get", "secrets", "--chunk-size=1", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(5);
    }

    public static async Task GetAndWatch(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "secret", "generic", "first");
        using var watch = kubectl.Start("get", "secrets", "-w", "--output-watch-events");
        try
        {
            (await watch.StandardOutput.ReadLineAsync())!.Should().StartWith("EVENT");
            (await watch.StandardOutput.ReadLineAsync())!.Should().StartWith("ADDED      first");
            await kubectl.RunAsync("create", "secret", "generic", "second");
            (await watch.StandardOutput.ReadLineAsync())!.Should().StartWith("ADDED      second");
            await kubectl.RunAsync("label", "secret", "second", "a=b");
            (await watch.StandardOutput.ReadLineAsync())!.Should().StartWith("MODIFIED   second");
            await kubectl.RunAsync("delete", "secret", "first");
            (await watch.StandardOutput.ReadLineAsync())!.Should().StartWith("DELETED    first");
        }
        finally
        {
            watch.Kill();
        }

        using var json = kubectl.Start("get", "secret", "second", "-w", "-o", "name");
        (await json.StandardOutput.ReadLineAsync()).Should().Be("secret/second");
        json.Kill();
    }

    public static async Task GetAll(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "deployment", "web", "--image=example.com/web:1", "--replicas=0");
        await kubectl.RunAsync("create", "service", "externalname", "out", "--external-name=example.com");
        await kubectl.RunAsync("create", "job", "once", "--image=example.com/job:1");

        var all = await kubectl.RunAsync("get", "all");

        all.Should().Contain("deployment.apps/web").And.Contain("service/out").And.Contain("job.batch/once");
        Table(await kubectl.RunAsync("get", "deploy", "web", "-o", "wide")).Should().Equal(
            "NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR", "web 0/0 0 0 <age> web example.com/web:1 app=web");
        Table(await kubectl.RunAsync("get", "svc", "out")).Should().Equal("NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE", "out ExternalName <none> example.com <none> <age>");
        Table(await kubectl.RunAsync("get", "rolebindings,roles")).Should().BeEmpty();
    }

    public static async Task Describe(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "configmap", "map", "--from-literal=key=value");
        var uid = await kubectl.RunAsync("get", "configmap", "map", "-o", "jsonpath={.metadata.uid}");
        await kubectl.FeedAsync(
            $$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"happened"},"involvedObject":{"apiVersion":"v1","kind":"ConfigMap","name":"map","namespace":"{{kubectl.Namespace}}","uid":"{{uid}}"},
             "reason":"Because","message":"it was time","type":"Normal","source":{"component":"tester"},"firstTimestamp":"2026-01-01T00:00:00Z","lastTimestamp":"2026-01-01T00:00:00Z","count":2}
            """,
            "create", "-f", "-");
        await kubectl.RunAsync("create", "serviceaccount", "robot");
        await kubectl.RunAsync("create", "role", "reader", "--verb=get,list", "--resource=secrets");
        await kubectl.RunAsync("create", "rolebinding", "readers", "--role=reader", $"--serviceaccount={kubectl.Namespace}:robot");
        await kubectl.RunAsync("create", "deployment", "web", "--image=example.com/web:1", "--replicas=0");

        (await kubectl.RunAsync("describe", "configmap", "map")).Should().Contain("key:\n----\nvalue").And.Contain("Because").And.Contain("(x2 over").And.Contain("it was time");
        (await kubectl.RunAsync("describe", "namespace", kubectl.Namespace)).Should().Contain("Status:       Active").And.Contain("No resource quota.");
        (await kubectl.RunAsync("describe", "role", "reader")).Should().Contain("secrets    []                 []              [get list]");
        (await kubectl.RunAsync("describe", "rolebinding", "readers")).Should().MatchRegex("ServiceAccount +robot");
        (await kubectl.RunAsync("describe", "serviceaccount", "robot")).Should().Contain("Image pull secrets:  <none>");
        (await kubectl.RunAsync("describe", "deployment", "web")).Should().Contain("0 desired").And.Contain("Image:         example.com/web:1");
        (await kubectl.RunAsync("describe", "crd")).Should().NotBeNull();
        (await kubectl.RunAsync("get", "events")).Should().Contain("Because").And.Contain("configmap/map");
        (await kubectl.RunAsync("events")).Should().Contain("Because");
    }

    public static async Task Explain(Kubectl kubectl)
    {
        (await kubectl.RunAsync("explain", "secrets")).Should().Contain("KIND:       Secret").And.Contain("VERSION:    v1").And.Contain("stringData\t<map[string]string>");
        (await kubectl.RunAsync("explain", "role.rules")).Should().Contain("GROUP:      rbac.authorization.k8s.io").And.Contain("verbs\t<[]string>");
        (await kubectl.RunAsync("explain", "configmap", "--recursive")).Should().Contain("ownerReferences\t<[]OwnerReference>");
        (await kubectl.RunAsync("explain", "lease.spec.holderIdentity")).Should().Contain("FIELD: holderIdentity <string>");
        (await kubectl.RunAsync("explain", "customresourcedefinition.spec.versions")).Should().Contain("additionalPrinterColumns");
        (await kubectl.FailAsync(null, "explain", "nothing")).Should().Contain("the server doesn't have a resource type \"nothing\"");
        (await kubectl.FailAsync(null, "explain", "secret.nothing")).Should().Contain("field \"nothing\" does not exist");
    }

    public static async Task ApiResources(Kubectl kubectl)
    {
        var table = Table(await kubectl.RunAsync("api-resources", "--no-headers"));

        table.Should().Contain([
            "configmaps cm v1 true ConfigMap", "namespaces ns v1 false Namespace", "secrets v1 true Secret", "serviceaccounts sa v1 true ServiceAccount",
            "events ev v1 true Event", "events ev events.k8s.io/v1 true Event", "deployments deploy apps/v1 true Deployment", "leases coordination.k8s.io/v1 true Lease",
            "customresourcedefinitions crd,crds apiextensions.k8s.io/v1 false CustomResourceDefinition", "apiservices apiregistration.k8s.io/v1 false APIService",
            "roles rbac.authorization.k8s.io/v1 true Role", "selfsubjectaccessreviews authorization.k8s.io/v1 false SelfSubjectAccessReview",
        ]);
        Table(await kubectl.RunAsync("api-resources", "--api-group=batch", "-o", "name")).Should().Equal("cronjobs.batch", "jobs.batch");
        Table(await kubectl.RunAsync("api-versions")).Should().Contain(["apps/v1", "v1", "rbac.authorization.k8s.io/v1"]);
        (await kubectl.RunAsync("version")).Should().Contain("Server Version: v1.36.");
        (await kubectl.RunAsync("get", "--raw", "/readyz")).Should().Be("ok");
        (await kubectl.RunAsync("get", "apiservice", "v1.apps", "--no-headers")).Should().MatchRegex(@"^v1\.apps +Local +True ");
    }

    /// <summary>The lines of a table with single spaces, ages left out.</summary>
    public static IReadOnlyList<string> Table(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Length > 1 && char.IsDigit(w[0]) && w[^1] is 's' or 'm' && w.Length < 5 ? "<age>" : w))),
    ];
}
