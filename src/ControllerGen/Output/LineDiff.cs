using System.Text;

namespace ImageStreams.ControllerGen;

/// <summary>The lines that two texts do not share, for people.</summary>
internal static class LineDiff
{
    /// <summary>Removed lines begin with <c>-</c>, added ones with <c>+</c>; what is equal is left out.</summary>
    internal static string Between(string name, string before, string after)
    {
        var (old, now) = (before.Split('\n'), after.Split('\n'));
        var common = LengthsOfCommonParts(old, now);
        var text = new StringBuilder().Append($"--- {name}\n+++ {name} (generated)\n");
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                text.Append($"-{i + 1}: {old[i++]}\n");
            }
            else
            {
                text.Append($"+{j + 1}: {now[j++]}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>For each pair of positions, how many lines the rests have in common, in order.</summary>
    private static int[,] LengthsOfCommonParts(string[] old, string[] now)
    {
        var lengths = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = old[i] == now[j]
                    ? lengths[i + 1, j + 1] + 1
                    : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
