namespace ImageStreams.Operator;

/// <summary>What <c>explain</c> is asked about.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Tag">The tag; null for all.</param>
internal sealed record ExplainTarget(string Namespace, string Stream, string? Tag)
{
    /// <summary>Reads <c>NAMESPACE/STREAM[:TAG]</c>; null when the text is none.</summary>
    public static ExplainTarget? Parse(string text)
    {
        if (text.Split('/') is not [{ Length: > 0 } ns, { Length: > 0 } rest] || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '%' or '?' or '#'))
        {
            return null;
        }

        return rest.Split(':') switch
        {
            [{ Length: > 0 } stream] => new ExplainTarget(ns, stream, null),
            [{ Length: > 0 } stream, { Length: > 0 } tag] => new ExplainTarget(ns, stream, tag),
            _ => null,
        };
    }
}
