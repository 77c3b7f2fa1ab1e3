namespace ImageStreams.Images;

/// <summary>What the name of a tag may be (docs/spec/imagestream.md#tags): whatever can be asked for as <c>STREAM:TAG</c>.</summary>
public static class TagNames
{
    private const string Separators = "/%:";

    /// <summary>Why nobody could ask for a tag of this name; null when they could.</summary>
    public static string? FindProblem(string name)
    {
        if (name.Length == 0)
        {
            return "may not be empty";
        }

        foreach (var c in name)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                return "may not contain blanks or control characters";
            }

            if (Separators.Contains(c, StringComparison.Ordinal))
            {
                return $"may not contain '{c}'";
            }
        }

        return null;
    }
}
