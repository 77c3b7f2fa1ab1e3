namespace ImageStreams.Images;

/// <summary>A setting of a stream that is not followed; an Event tells it, and a condition if it is about a tag.</summary>
/// <param name="Tag">The tag that it is about.</param>
/// <param name="Reason">One of the constants.</param>
/// <param name="Message">For people: what is wrong, and what happens instead.</param>
public sealed record PlanProblem(string Tag, string Reason, string Message)
{
    /// <summary>The interval is no duration, or too short; the default holds.</summary>
    public const string InvalidInterval = "InvalidInterval";
}
