namespace ImageStreams.ControlPlane.Tests;

internal static class ApplyScenarios
{
    public static async Task ApplyAtTheClient(Kubectl kubectl)
    {
        (await kubectl.FeedAsync(Map("a: '1'", "b: '2'"), "apply", "-f", "-")).Should().Be("configmap/map created\n");
        (await kubectl.FeedAsync(Map("a: '1'", "b: '2'"), "apply", "-f", "-")).Should().Be("configmap/map unchanged\n");
        await kubectl.RunAsync("patch", "configmap", "map", "--type=merge", "-p", """{"data":{"other":"stays"}}""");
        (await kubectl.FeedAsync(Map("a: '3'"), "apply", "-f", "-")).Should().Be("configmap/map configured\n");

        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.data}")).Should().Be("""{"a":"3","other":"stays"}""");
        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.metadata.managedFields[*].manager}")).Should().Contain("kubectl-client-side-apply").And.Contain("kubectl-patch");
        (await kubectl.RunAsync("apply", "view-last-applied", "cm", "map")).Should().Contain("a: \"3\"");
    }

    public static async Task ApplyAtTheServer(Kubectl kubectl)
    {
        (await kubectl.FeedAsync(Map("a: '1'", "b: '1'"), "apply", "--server-side", "--field-manager=one", "-f", "-")).Should().Be("configmap/map serverside-applied\n");

        (await kubectl.FailAsync(Map("a: '2'"), "apply", "--server-side", "--field-manager=two", "-f", "-")).Should().Contain("Apply failed with 1 conflict: conflict with \"one\": .data.a");
        (await kubectl.FeedAsync(Map("a: '2'"), "apply", "--server-side", "--field-manager=two", "--force-conflicts", "-f", "-")).Should().Be("configmap/map serverside-applied\n");
        await kubectl.FeedAsync(Map("c: '1'"), "apply", "--server-side", "--field-manager=one", "-f", "-");

        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.data}")).Should().Be("""{"a":"2","c":"1"}""", "one gave up b, and lost a");
    }

    public static async Task FromClientToServer(Kubectl kubectl)
    {
        await kubectl.FeedAsync(Map("a: '1'", "b: '1'"), "apply", "-f", "-");

        await kubectl.FeedAsync(Map("a: '1'"), "apply", "--server-side", "-f", "-");

        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.data}")).Should().Be("""{"a":"1"}""");
        (await kubectl.RunAsync("get", "cm", "map", "--show-managed-fields", "-o", "jsonpath={.metadata.managedFields[*].manager}")).Should().Be("kubectl-last-applied kubectl");
    }

    public static async Task ApplyEveryKind(Kubectl kubectl)
    {
        (await kubectl.FeedAsync(Everything, "apply", "-f", "-")).Trim().Split('\n').Should().OnlyContain(l => l.EndsWith(" created", StringComparison.Ordinal)).And.HaveCount(12);

        // What a secret says in readable form is stored otherwise, quotas are counted, and a budget's selector is replaced: kubectl patches them each time.
        (await kubectl.FeedAsync(Everything, "apply", "-f", "-")).Trim().Split('\n').Where(l => !l.StartsWith("secret/", StringComparison.Ordinal) && !l.StartsWith("resourcequota/", StringComparison.Ordinal) && !l.StartsWith("pod", StringComparison.Ordinal))
            .Should().OnlyContain(l => l.EndsWith(" unchanged", StringComparison.Ordinal));
        (await kubectl.FeedAsync(Everything, "apply", "--server-side", "-f", "-")).Trim().Split('\n').Should().OnlyContain(l => l.EndsWith(" serverside-applied", StringComparison.Ordinal));
        (await kubectl.FeedAsync(Everything, "delete", "-f", "-")).Trim().Split('\n').Should().HaveCount(12);
    }

    public static async Task Validate(Kubectl kubectl)
    {
        const string wrong = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: wrong
              lables: {a: b}
            dta: {a: b}
            """;

        (await kubectl.FailAsync(wrong, "apply", "-f", "-")).Should().Contain("strict decoding error: unknown field \"dta\", unknown field \"metadata.lables\"");
        (await kubectl.TryAsync(wrong, "apply", "--validate=warn", "-f", "-")).Error.Should().Contain("unknown field \"dta\"");
        (await kubectl.FailAsync("{}", "apply", "-f", "-")).Should().Contain("apiVersion not set");
        (await kubectl.FailAsync(Map("a: 1"), "create", "-f", "-")).Should().Contain("cannot unmarshal number into Go struct field ConfigMap.data of type string");
    }

    public static async Task DiffAndDryRun(Kubectl kubectl)
    {
        await kubectl.FeedAsync(Map("a: '1'"), "apply", "-f", "-");

        var (code, output, _) = await kubectl.TryAsync(Map("a: '2'"), "diff", "-f", "-");

        code.Should().Be(1);
        output.Should().Contain("-  a: \"1\"").And.Contain("+  a: \"2\"");
        (await kubectl.TryAsync(Map("a: '1'"), "diff", "-f", "-")).Code.Should().Be(0);
        (await kubectl.TryAsync(Map("a: '2'"), "diff", "--server-side", "-f", "-")).Output.Should().Contain("+  a: \"2\"");
        (await kubectl.FeedAsync(Map("a: '2'"), "apply", "--dry-run=server", "-f", "-")).Should().Be("configmap/map configured (server dry run)\n");
        (await kubectl.RunAsync("get", "cm", "map", "-o", "jsonpath={.data.a}")).Should().Be("1");
    }

    private static string Map(params string[] data) =>
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map, labels: {app: x}}\ndata: {" + string.Join(", ", data) + "}\n";

    private const string Everything = """
        apiVersion: v1
        kind: Secret
        metadata: {name: every}
        stringData: {a: b}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: every}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: every}
        rules:
        - {apiGroups: [""], resources: [secrets], verbs: [get]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: every}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: every}
        subjects:
        - {kind: ServiceAccount, name: every, namespace: default}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: every}
        spec: {holderIdentity: me, leaseDurationSeconds: 15}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: every}
        spec:
          selector: {app: every}
          ports:
          - {name: web, port: 80, protocol: TCP, targetPort: 8080}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: every}
        spec:
          selector: {matchLabels: {app: every}}
          template:
            metadata: {labels: {app: every}}
            spec:
              containers:
              - {name: c, image: example.com/c, ports: [{containerPort: 80, protocol: TCP}], env: [{name: A, value: b}]}
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: every}
        spec:
          schedule: "* * * * *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                  - {name: c, image: example.com/c}
        ---
        apiVersion: v1
        kind: LimitRange
        metadata: {name: every}
        spec:
          limits:
          - {type: openshift.io/Image, max: {storage: 1Gi}}
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: every}
        spec:
          hard: {count/secrets: "10"}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: every}
        spec:
          minAvailable: 1
          selector: {matchLabels: {app: every}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: every}
        spec:
          podSelector: {matchLabels: {app: every}}
        """;
}
