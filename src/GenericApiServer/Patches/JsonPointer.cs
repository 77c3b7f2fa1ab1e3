namespace ImageStreams.GenericApiServer;

/// <summary>The path of a JSON patch operation, RFC 6901; never empty: an operation on the whole document is not served.</summary>
internal readonly record struct JsonPointer(IReadOnlyList<string> Steps)
{
    /// <summary>All but the last step: the way to the value that holds the target.</summary>
    public IEnumerable<string> Parent => Steps.Take(Steps.Count - 1);

    public string Last => Steps[^1];

    /// <summary>Null when the text is no pointer to a part of the document.</summary>
    public static JsonPointer? Parse(string text)
    {
        if (!text.StartsWith('/'))
        {
            return null;
        }

        List<string> steps = [];
        foreach (var step in text[1..].Split('/'))
        {
            for (var i = step.IndexOf('~', StringComparison.Ordinal); i >= 0; i = step.IndexOf('~', i + 1))
            {
                if (i + 1 >= step.Length || step[i + 1] is not ('0' or '1'))
                {
                    return null;
                }
            }

            steps.Add(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        return new(steps);
    }

    /// <summary>Whether <paramref name="other"/> is this place or one inside it.</summary>
    public bool Holds(JsonPointer other) => other.Steps.Count >= Steps.Count && Steps.SequenceEqual(other.Steps.Take(Steps.Count));
}
