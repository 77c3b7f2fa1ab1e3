using ImageStreams.Entities;

namespace ImageStreams.Images;

/// <summary>How many streams a namespace may have (docs/spec/imagestream.md#limits). How many it has is the quota's to know: it is read, never counted.</summary>
public static class StreamQuota
{
    /// <summary>What quotas of streams are of.</summary>
    public const string Resource = "openshift.io/imagestreams";

    /// <summary>Whether the quota is one of streams; with a scope it is one of pods.</summary>
    public static bool Applies(ResourceQuota quota) =>
        quota.Spec is { Scopes: null or { Count: 0 }, ScopeSelector: null, Hard: { } hard } && hard.ContainsKey(Resource);

    /// <summary>Why there may not be one stream more; null when there may.</summary>
    public static string? FindProblem(ResourceQuota quota)
    {
        var name = quota.Metadata?.Name;
        if (!Quantity.TryParse(quota.Status?.Used?.GetValueOrDefault(Resource), out var used)
            || !Quantity.TryParse(quota.Status?.Hard?.GetValueOrDefault(Resource) ?? quota.Spec?.Hard?.GetValueOrDefault(Resource), out var hard))
        {
            return $"status unknown for quota: {name}, resources: {Resource}";
        }

        return used.Plus(1) > hard ? $"exceeded quota: {name}, requested: {Resource}=1, used: {Resource}={used}, limited: {Resource}={hard}" : null;
    }

    /// <summary>The usage with one stream more, of a quota without a problem.</summary>
    public static string UsageWithOneMore(ResourceQuota quota) =>
        Quantity.TryParse(quota.Status?.Used?.GetValueOrDefault(Resource), out var used) ? used.Plus(1).ToString() : "1";
}
