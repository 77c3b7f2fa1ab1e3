using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Decides by roles and bindings (docs/spec/access.md#rbac).</summary>
internal sealed class RbacAuthorizer(IRbacPolicySource policy) : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Decide(attributes));

    public AuthorizationDecision Decide(AuthorizationAttributes attributes)
    {
        if (attributes.User.Groups.Contains(AuthenticatedUser.MastersGroup))
        {
            return AuthorizationDecision.Allow();
        }

        var missing = new List<string>();
        foreach (var bound in RolesOf(attributes.User, attributes.Namespace))
        {
            if (RulesOf(bound.Role, bound.Namespace) is not { } rules)
            {
                missing.Add(NotFound(bound.Role));
            }
            else if (rules.Any(rule => Allows(rule, attributes)))
            {
                return AuthorizationDecision.Allow($"RBAC: allowed by {bound.Describe()}");
            }
        }

        return missing.Count == 0
            ? AuthorizationDecision.NoOpinion
            : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, $"RBAC: {Join(missing)}");
    }

    /// <summary>All rules that hold for a user in a namespace.</summary>
    public UserRules RulesFor(AuthenticatedUser user, string ns)
    {
        var rules = new List<PolicyRule>();
        var missing = new List<string>();
        foreach (var bound in RolesOf(user, ns))
        {
            if (RulesOf(bound.Role, bound.Namespace) is { } found)
            {
                rules.AddRange(found);
            }
            else
            {
                missing.Add(NotFound(bound.Role));
            }
        }

        return new UserRules(rules, missing.Count == 0 ? "" : Join(missing));
    }

    /// <summary>The rules that a binding in <paramref name="ns"/> (empty: a cluster role binding) would give; null when there is no such role.</summary>
    public IReadOnlyList<PolicyRule>? RulesOf(RoleRef role, string ns) => role.Kind switch
    {
        "ClusterRole" => policy.FindClusterRole(role.Name ?? ""),
        "Role" when ns.Length > 0 => policy.FindRole(ns, role.Name ?? ""),
        _ => null,
    };

    private static bool Allows(PolicyRule rule, AuthorizationAttributes a) => a.IsResourceRequest
        ? rule.AllowsResource(a.Verb, a.Group, a.Resource, a.Subresource, a.Name)
        : rule.AllowsPath(a.Verb, a.Path);

    private static string NotFound(RoleRef role) =>
        $"{role.Kind?.ToLowerInvariant()}.{DefaultRoles.RbacGroup} {GoText.Quote(role.Name ?? "")} not found";

    private static string Join(IEnumerable<string> errors) =>
        errors.Distinct(StringComparer.Ordinal).ToList() is [var one] ? one : $"[{string.Join(", ", errors.Distinct(StringComparer.Ordinal))}]";

    private IEnumerable<BoundRole> RolesOf(AuthenticatedUser user, string ns)
    {
        var everywhere = policy.ClusterRoleBindings.RolesOf(user.Name, user.Groups, "");
        return ns.Length == 0 ? everywhere : everywhere.Concat(policy.RoleBindings.RolesOf(user.Name, user.Groups, ns));
    }
}
