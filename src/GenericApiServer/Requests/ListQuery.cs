using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>The parameters of list, watch and deletecollection, checked.</summary>
/// <remarks>docs/spec/server.md#query-parameters</remarks>
public sealed record ListQuery
{
    private static readonly GroupKind Kind = new("meta.k8s.io", "ListOptions");

    public LabelSelectorExpression LabelSelector { get; init; } = LabelSelectorExpression.Everything;

    public FieldSelectorExpression FieldSelector { get; init; } = FieldSelectorExpression.Everything;

    /// <summary>Whether changes are to be streamed.</summary>
    public bool Watch { get; init; }

    public bool AllowWatchBookmarks { get; init; }

    /// <summary>Whether a watch begins with what is there; null leaves it to <see cref="ResourceVersion"/>.</summary>
    public bool? SendInitialEvents { get; init; }

    /// <summary>The version asked for; empty is the newest, <c>0</c> is any.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>Exact</c>, <c>NotOlderThan</c> or empty.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>How many items a page may have; 0 is no limit.</summary>
    public int Limit { get; init; }

    /// <summary>Token of the page to continue with.</summary>
    public string Continue { get; init; } = "";

    /// <summary>How long a watch may last, or a list may take.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a watch begins with an event for each object that is there.</summary>
    public bool BeginsWithState => SendInitialEvents ?? ResourceVersion is "" or "0";

    /// <summary>Whether a bookmark says where that ends. The paths below <c>watch/</c>, without the parameter, are older than that.</summary>
    public bool MarksEndOfState => AllowWatchBookmarks && (SendInitialEvents ?? (Watch && BeginsWithState));

    /// <exception cref="ApiException">400 for a value that cannot be read, 422 for parameters that contradict each other.</exception>
    public static ListQuery Parse(IQueryCollection query)
    {
        var limit = QueryValues.Int64(query, "limit") ?? 0;
        var timeout = QueryValues.Int64(query, "timeoutSeconds");
        var list = new ListQuery
        {
            LabelSelector = LabelSelectorExpression.Parse(QueryValues.Text(query, "labelSelector")),
            FieldSelector = FieldSelectorExpression.Parse(QueryValues.Text(query, "fieldSelector")),
            Watch = QueryValues.Bool(query, "watch") ?? false,
            AllowWatchBookmarks = QueryValues.Bool(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = QueryValues.Bool(query, "sendInitialEvents"),
            ResourceVersion = QueryValues.Text(query, "resourceVersion"),
            ResourceVersionMatch = QueryValues.Text(query, "resourceVersionMatch"),
            Limit = (int)Math.Clamp(limit, 0, int.MaxValue),
            Continue = QueryValues.Text(query, "continue"),
            Timeout = timeout is > 0 ? TimeSpan.FromSeconds(Math.Min(timeout.Value, (long)TimeSpan.FromDays(1).TotalSeconds)) : null,
        };
        List<FieldError> errors = [.. list.Watch ? list.WatchErrors() : list.ListErrors()];
        return errors.Count == 0 ? list : throw ApiException.Invalid(Kind, "", errors);
    }

    private IEnumerable<FieldError> WatchErrors()
    {
        const string match = "resourceVersionMatch";
        if (Continue.Length > 0)
        {
            yield return FieldError.Forbidden(match, "resourceVersionMatch is forbidden when continue is provided");
        }
        else if (ResourceVersionMatch.Length > 0 && SendInitialEvents is null)
        {
            yield return FieldError.Forbidden(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (SendInitialEvents is not null && ResourceVersionMatch != "NotOlderThan")
        {
            yield return FieldError.Forbidden(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (ResourceVersionMatch is not ("" or "NotOlderThan"))
        {
            yield return FieldError.NotSupported(match, ResourceVersionMatch, "NotOlderThan");
        }
    }

    private IEnumerable<FieldError> ListErrors()
    {
        const string match = "resourceVersionMatch";
        if (SendInitialEvents is not null)
        {
            yield return FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }

        if (ResourceVersionMatch.Length == 0)
        {
            yield break;
        }

        if (ResourceVersion.Length == 0)
        {
            yield return FieldError.Forbidden(match, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (Continue.Length > 0)
        {
            yield return FieldError.Forbidden(match, "resourceVersionMatch is forbidden when continue is provided");
        }

        if (ResourceVersionMatch is not ("Exact" or "NotOlderThan"))
        {
            yield return FieldError.NotSupported(match, ResourceVersionMatch, "Exact", "NotOlderThan", "");
        }

        if (ResourceVersionMatch == "Exact" && ResourceVersion == "0")
        {
            yield return FieldError.Forbidden(match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }
}
