namespace ImageStreams.ControlPlane.Tests;

internal static class ChangeScenarios
{
    public static async Task Patch(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "serviceaccount", "robot");

        await kubectl.RunAsync("patch", "sa", "robot", "-p", """{"secrets":[{"name":"s"}]}""");
        await kubectl.RunAsync("patch", "sa", "robot", "-p", """{"secrets":[{"name":"t"}]}""");
        (await kubectl.RunAsync("get", "sa", "robot", "-o", "jsonpath={.secrets[*].name}")).Should().Be("t s", "lists of a strategic patch merge by name where the kind says so");
        (await kubectl.RunAsync("patch", "sa", "robot", "-p", """{"imagePullSecrets":[{"name":"a"}]}""")).Should().Be("serviceaccount/robot patched\n");
        await kubectl.RunAsync("patch", "sa", "robot", "-p", """{"imagePullSecrets":[{"name":"b"}]}""");
        (await kubectl.RunAsync("get", "sa", "robot", "-o", "jsonpath={.imagePullSecrets[*].name}")).Should().Be("b");
        await kubectl.RunAsync("patch", "sa", "robot", "--type=merge", "-p", """{"imagePullSecrets":[{"name":"c"}]}""");
        (await kubectl.RunAsync("get", "sa", "robot", "-o", "jsonpath={.imagePullSecrets[*].name}")).Should().Be("c");
        await kubectl.RunAsync("patch", "sa", "robot", "--type=json", "-p", """[{"op":"replace","path":"/imagePullSecrets/0/name","value":"d"}]""");
        (await kubectl.RunAsync("get", "sa", "robot", "-o", "jsonpath={.imagePullSecrets[*].name}")).Should().Be("d");
        (await kubectl.RunAsync("patch", "sa", "robot", "-p", """{"imagePullSecrets":[{"name":"d"}]}""")).Should().Be("serviceaccount/robot patched (no change)\n");
        (await kubectl.FailAsync(null, "patch", "sa", "robot", "--type=json", "-p", """[{"op":"test","path":"/metadata/name","value":"x"}]"""))
            .Should().Contain("the server rejected our request due to an error in our request");
    }

    public static async Task Edit(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "configmap", "map", "--from-literal=key=before");
        kubectl.Environment["EDITOR"] = kubectl.Folder.WriteScript("editor.sh", "sed -i 's/before/after/' \"$1\"\n");

        (await kubectl.RunAsync("edit", "configmap", "map")).Should().Be("configmap/map edited\n");

        (await kubectl.RunAsync("get", "configmap", "map", "-o", "jsonpath={.data.key}")).Should().Be("after");
        (await kubectl.TryAsync(null, "edit", "configmap", "map")).Error.Should().Contain("Edit cancelled, no changes made.");
    }

    public static async Task LabelAndAnnotate(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "configmap", "map");

        (await kubectl.RunAsync("label", "cm", "map", "a=b", "c=d")).Should().Be("configmap/map labeled\n");
        (await kubectl.RunAsync("label", "cm", "map", "a=x", "--overwrite")).Should().Be("configmap/map labeled\n");
        (await kubectl.RunAsync("label", "cm", "map", "c-")).Should().Be("configmap/map unlabeled\n");
        (await kubectl.FailAsync(null, "label", "cm", "map", "a=y")).Should().Contain("'a' already has a value (x), and --overwrite is false");
        (await kubectl.RunAsync("annotate", "cm", "map", "note=a long, long text")).Should().Be("configmap/map annotated\n");

        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.metadata.labels} {.metadata.annotations.note}")).Should().Be("""{"a":"x"} a long, long text""");
        (await kubectl.FailAsync(null, "annotate", "cm", "map", "bad key=x")).Should().NotBeEmpty();
    }

    public static async Task Replace(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "configmap", "map", "--from-literal=a=1");
        var old = await kubectl.RunAsync("get", "cm", "map", "-o", "yaml");
        await kubectl.RunAsync("label", "cm", "map", "x=y");

        (await kubectl.FailAsync(old, "replace", "-f", "-")).Should().Contain("the object has been modified; please apply your changes to the latest version and try again");
        (await kubectl.FeedAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata: {b: '2'}\n", "replace", "-f", "-")).Should().Be("configmap/map replaced\n");
        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.data} {.metadata.labels}")).Should().Be("""{"b":"2"} """);
        (await kubectl.FeedAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n", "replace", "--force", "-f", "-")).Should().Be("configmap \"map\" deleted\nconfigmap/map replaced\n");
    }

    public static async Task Delete(Kubectl kubectl)
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            await kubectl.RunAsync("create", "secret", "generic", name);
            await kubectl.RunAsync("label", "secret", name, $"n={name}");
        }

        (await kubectl.RunAsync("delete", "secret", "a")).Should().Be("secret \"a\" deleted\n");
        (await kubectl.RunAsync("delete", "secret", "-l", "n=b")).Should().Be("secret \"b\" deleted\n");
        (await kubectl.RunAsync("delete", "secrets", "--all", "--cascade=foreground")).Should().Be("secret \"c\" deleted\n");
        (await kubectl.FailAsync(null, "delete", "secret", "a")).Should().Contain("secrets \"a\" not found");
        (await kubectl.RunAsync("delete", "secret", "a", "--ignore-not-found")).Should().BeEmpty();
        (await kubectl.RunAsync("get", "secrets", "-o", "name")).Should().BeEmpty();
    }

    public static async Task DeleteANamespace(Kubectl kubectl)
    {
        var ns = $"{kubectl.Namespace}-gone";
        (await kubectl.RunAsync("create", "namespace", ns)).Should().Be($"namespace/{ns} created\n");
        await kubectl.RunAsync("create", "configmap", "map", "-n", ns);

        (await kubectl.RunAsync("delete", "namespace", ns, "--timeout=30s")).Should().Be($"namespace \"{ns}\" deleted\n");

        (await kubectl.FailAsync(null, "get", "ns", ns)).Should().Contain("not found");
        (await kubectl.FailAsync(null, "create", "configmap", "map", "-n", ns)).Should().Contain($"namespaces \"{ns}\" not found");
    }

    public static async Task Wait(Kubectl kubectl)
    {
        await kubectl.RunAsync("create", "configmap", "map");

        (await kubectl.RunAsync("wait", "--for=jsonpath={.metadata.name}=map", "cm/map", "--timeout=10s")).Should().Be("configmap/map condition met\n");
        (await kubectl.FailAsync(null, "wait", "--for=condition=Ready", "cm/map", "--timeout=1s")).Should().Contain("timed out waiting for the condition");
        var waiting = kubectl.RunAsync("wait", "--for=delete", "cm/map", "--timeout=30s");
        await kubectl.RunAsync("delete", "cm", "map");
        (await waiting).Should().BeOneOf("configmap/map condition met\n", "");
        (await kubectl.RunAsync("wait", "--for=jsonpath={.status.phase}=Active", $"ns/{kubectl.Namespace}", "--timeout=10s")).Should().Contain("condition met");
    }
}
