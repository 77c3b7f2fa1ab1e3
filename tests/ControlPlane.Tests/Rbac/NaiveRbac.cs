using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>RBAC the slow way, straight from its description: every binding, every rule.</summary>
internal static class NaiveRbac
{
    public static bool Allows(StaticPolicy policy, AuthorizationAttributes question)
    {
        foreach (var bound in policy.AllBound)
        {
            var applies = bound.Namespace == "" || (question.IsResourceRequest && bound.Namespace == question.Namespace);
            if (!applies || !Means(bound.Subject, bound.Namespace, question.User))
            {
                continue;
            }

            PolicyRule[]? rules;
            _ = bound.Role.Kind == "Role"
                ? policy.Roles.TryGetValue((bound.Namespace, bound.Role.Name!), out rules)
                : policy.ClusterRoles.TryGetValue(bound.Role.Name!, out rules);
            if (rules is not null && rules.Any(r => Allows(r, question)))
            {
                return true;
            }
        }

        return false;
    }

    public static bool Allows(PolicyRule rule, AuthorizationAttributes q)
    {
        if (!rule.Verbs!.Any(v => v == "*" || v == q.Verb))
        {
            return false;
        }

        if (!q.IsResourceRequest)
        {
            return (rule.NonResourceUrls ?? []).Any(u => u == q.Path || (u.EndsWith('*') && q.Path.StartsWith(u[..^1], StringComparison.Ordinal)));
        }

        var full = q.Subresource == "" ? q.Resource : q.Resource + "/" + q.Subresource;
        return (rule.ApiGroups ?? []).Any(g => g == "*" || g == q.Group) &&
            (rule.Resources ?? []).Any(r => r == "*" || r == full || (q.Subresource != "" && r == "*/" + q.Subresource)) &&
            (rule.ResourceNames is null || rule.ResourceNames.Count == 0 || rule.ResourceNames.Contains(q.Name));
    }

    private static bool Means(Subject subject, string bindingNamespace, AuthenticatedUser user)
    {
        var ns = string.IsNullOrEmpty(subject.Namespace) ? bindingNamespace : subject.Namespace;
        return subject.Kind switch
        {
            "User" => subject.Name == user.Name,
            "Group" => user.Groups.Contains(subject.Name),
            _ => ns != "" && user.Name == $"system:serviceaccount:{ns}:{subject.Name}",
        };
    }
}
