using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The smallest thing a rule can allow: one verb on one resource (or one object of it), or on one path.</summary>
internal readonly record struct Right(string Verb, string? Group, string? Resource, string? Name, string? Path)
{
    /// <summary>Takes a rule apart; <c>*</c> stays <c>*</c>.</summary>
    public static IEnumerable<Right> Of(PolicyRule rule)
    {
        foreach (var verb in rule.Verbs ?? [])
        {
            foreach (var path in rule.NonResourceUrls ?? [])
            {
                yield return new Right(verb, null, null, null, path);
            }
        }

        foreach (var right in
            from @group in rule.ApiGroups ?? []
            from resource in rule.Resources ?? []
            from verb in rule.Verbs ?? []
            select new Right(verb, @group, resource, null, null))
        {
            if (rule.ResourceNames is not { Count: > 0 } names)
            {
                yield return right;
                continue;
            }

            foreach (var name in names)
            {
                yield return right with { Name = name };
            }
        }
    }
}
