using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Nobody gives more than he has: the check of written roles and bindings (docs/spec/access.md#escalation).</summary>
internal sealed class EscalationGuard(RbacAuthorizer authorizer)
{
    private static readonly PolicyRule[] Everything =
    [
        new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] },
        new() { Verbs = ["*"], NonResourceUrls = ["*"] },
    ];

    /// <summary>Refuses a write of a role or binding that gives the writer, or anybody, more than the writer has.</summary>
    /// <param name="user">The writer.</param>
    /// <param name="target">Resource, namespace and name of what is written; other groups and resources pass.</param>
    /// <param name="document">What shall be stored.</param>
    /// <param name="previous">What is stored; null on create.</param>
    /// <exception cref="ApiException">403, or 404 when the bound role does not exist.</exception>
    public void Check(AuthenticatedUser user, StoreKey target, JsonObject document, JsonObject? previous)
    {
        if (!target.Resource.StartsWith(DefaultRoles.RbacGroup + "/", StringComparison.Ordinal) ||
            user.Groups.Contains(AuthenticatedUser.MastersGroup) ||
            (previous is not null && OnlyLifeCycleChanges(document, previous)))
        {
            return;
        }

        var resource = new GroupResource(DefaultRoles.RbacGroup, target.Resource[(DefaultRoles.RbacGroup.Length + 1)..]);
        try
        {
            switch (resource.Resource)
            {
                case "roles":
                    CheckRole(user, resource, target, document.Deserialize(Role.JsonTypeInfo)?.Rules);
                    break;
                case "clusterroles":
                    var role = document.Deserialize(ClusterRole.JsonTypeInfo);
                    CheckRole(user, resource, target, role?.Rules, IsAggregated(role) || IsAggregated(previous?.Deserialize(ClusterRole.JsonTypeInfo)));
                    break;
                case "rolebindings":
                    CheckBinding(user, resource, target, document.Deserialize(RoleBinding.JsonTypeInfo)?.RoleRef);
                    break;
                case "clusterrolebindings":
                    CheckBinding(user, resource, target, document.Deserialize(ClusterRoleBinding.JsonTypeInfo)?.RoleRef);
                    break;
            }
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"{resource} {GoText.Quote(target.Name)} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsAggregated(ClusterRole? role) => role?.AggregationRule?.ClusterRoleSelectors is { Count: > 0 };

    // The garbage collector changes these two on everybody's objects.
    private static bool OnlyLifeCycleChanges(JsonObject document, JsonObject previous)
    {
        return JsonNode.DeepEquals(Rest(document), Rest(previous));

        static JsonObject Rest(JsonObject whole)
        {
            var rest = whole.DeepClone().AsObject();
            foreach (var name in (string[])["ownerReferences", "finalizers", "managedFields", "selfLink", "resourceVersion"])
            {
                (rest["metadata"] as JsonObject)?.Remove(name);
            }

            return rest;
        }
    }

    private void CheckRole(
        AuthenticatedUser user, GroupResource resource, StoreKey target, IReadOnlyList<PolicyRule>? rules, bool isAggregated = false)
    {
        if (May(user, "escalate", resource, target.Namespace, target.Name))
        {
            return;
        }

        CheckHeld(user, resource, target, rules ?? []);
        if (isAggregated && PolicyRules.Missing(authorizer.RulesFor(user, target.Namespace).Rules, Everything).Count > 0)
        {
            throw ApiException.Forbidden(resource, target.Name, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private void CheckBinding(AuthenticatedUser user, GroupResource resource, StoreKey target, RoleRef? role)
    {
        if (role is null)
        {
            return; // refused as invalid
        }

        var bound = new GroupResource(DefaultRoles.RbacGroup, role.Kind == "Role" ? "roles" : "clusterroles");
        if (May(user, "bind", bound, target.Namespace, role.Name ?? ""))
        {
            return;
        }

        CheckHeld(user, resource, target, authorizer.RulesOf(role, target.Namespace) ?? throw ApiException.NotFound(resource, role.Name ?? ""));
    }

    private bool May(AuthenticatedUser user, string verb, GroupResource resource, string ns, string name) => authorizer.Decide(new AuthorizationAttributes
    {
        User = user,
        Verb = verb,
        IsResourceRequest = true,
        Group = resource.Group,
        Version = "*",
        Resource = resource.Resource,
        Namespace = ns,
        Name = name,
    }).IsAllowed;

    private void CheckHeld(AuthenticatedUser user, GroupResource resource, StoreKey target, IReadOnlyList<PolicyRule> rules)
    {
        var held = authorizer.RulesFor(user, target.Namespace);
        var missing = PolicyRules.Missing(held.Rules, rules);
        if (missing.Count == 0)
        {
            return;
        }

        var lines = string.Join('\n', PolicyRules.Join(missing).Select(r => r.Describe()));
        var errors = held.Error.Length == 0 ? "" : $"; resolution errors: [{held.Error}]";
        throw ApiException.Forbidden(
            resource,
            target.Name,
            $"user {GoText.Quote(user.Name)} (groups={PolicyRules.Quote(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n{lines}{errors}");
    }
}
