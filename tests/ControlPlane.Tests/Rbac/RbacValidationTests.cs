using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>The expected texts are what a kube-apiserver 1.36 answered to the same documents.</summary>
public sealed class RbacValidationTests
{
    [Fact]
    public void Validate_OfRoles_NamesEveryFault()
    {
        var role = JsonSerializer.Deserialize(
            """
            {"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":[]},{"nonResourceURLs":["/x"],"verbs":["get"]},
            {"resources":["pods"],"verbs":["get"]},{"apiGroups":[""],"verbs":["get"]}]}
            """,
            Role.JsonTypeInfo)!;
        var clusterRole = JsonSerializer.Deserialize(
            """
            {"rules":[{"nonResourceURLs":["/x"],"apiGroups":[""],"resources":["p"],"verbs":["get"]}],"aggregationRule":{"clusterRoleSelectors":[]}}
            """,
            ClusterRole.JsonTypeInfo)!;

        RbacValidation.Validate(role).Select(e => e.ToString()).Should().Equal(
            "rules[0].verbs: Required value: verbs must contain at least one value",
            "rules[1].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs",
            "rules[2].apiGroups: Required value: resource rules must supply at least one api group",
            "rules[3].resources: Required value: resource rules must supply at least one resource");
        RbacValidation.Validate(clusterRole).Select(e => e.ToString()).Should().Equal(
            "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: rules cannot apply to both regular resources and non-resource URLs",
            "aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil");
    }

    [Fact]
    public void Validate_OfBindings_NamesEveryFault()
    {
        var binding = Binding(
            """
            {"roleRef":{"apiGroup":"x","kind":"Foo","name":""},"subjects":[{"kind":"Foo","name":"x"},{"kind":"ServiceAccount","name":"","namespace":""},
            {"kind":"User","name":"","apiGroup":"y"},{"kind":"ServiceAccount","name":"A_b"}]}
            """);
        var everywhere = JsonSerializer.Deserialize(
            """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"x"},"subjects":[{"kind":"ServiceAccount","name":"u"}]}""",
            ClusterRoleBinding.JsonTypeInfo)!;

        RbacValidation.Validate(binding, null).Select(e => e.ToString()).Should().Equal(
            "roleRef.apiGroup: Unsupported value: \"x\": supported values: \"rbac.authorization.k8s.io\"",
            "roleRef.kind: Unsupported value: \"Foo\": supported values: \"Role\", \"ClusterRole\"",
            "roleRef.name: Required value",
            "subjects[0].kind: Unsupported value: \"Foo\": supported values: \"ServiceAccount\", \"User\", \"Group\"",
            "subjects[1].name: Required value",
            "subjects[2].name: Required value",
            "subjects[2].apiGroup: Unsupported value: \"y\": supported values: \"rbac.authorization.k8s.io\"",
            "subjects[3].name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        RbacValidation.Validate(everywhere, null).Select(e => e.ToString()).Should().Equal(
            "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"",
            "subjects[0].namespace: Required value");
    }

    [Fact]
    public void Validate_OfABindingThatChangesItsRole_Refuses()
    {
        const string rx = """{"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"rx"}}""";

        var errors = RbacValidation.Validate(Binding(rx.Replace("rx", "ry", StringComparison.Ordinal)), Binding(rx));

        errors.Select(e => e.ToString()).Should().Equal(
            "roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"ry\"}: cannot change roleRef");
        RbacValidation.Validate(Binding(rx), Binding(rx)).Should().BeEmpty();
    }

    [Fact]
    public void SetDefaults_OfABinding_FillsInTheGroupsOfUsersAndGroups()
    {
        var binding = JsonNode.Parse(
            """{"roleRef":{"kind":"Role","name":"x"},"subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","name":"u"},{"kind":"Group","name":"u","apiGroup":"mine"},7]}""")!.AsObject();

        RbacValidation.SetDefaults(binding);

        binding.ToJsonString().Should().Be(
            """{"roleRef":{"kind":"Role","name":"x","apiGroup":"rbac.authorization.k8s.io"},"subjects":[{"kind":"User","name":"u","apiGroup":"rbac.authorization.k8s.io"},{"kind":"ServiceAccount","name":"u"},{"kind":"Group","name":"u","apiGroup":"mine"},7]}""");
    }

    private static RoleBinding Binding(string json) => JsonSerializer.Deserialize(json, RoleBinding.JsonTypeInfo)!;
}
