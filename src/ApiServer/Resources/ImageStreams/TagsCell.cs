using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>The tags of a stream, newest first, in about forty columns (docs/spec/api.md#tags-cell).</summary>
internal static class TagsCell
{
    private const int Width = 40;
    private const int Tolerance = 10;

    public static string Of(ImageStream stream)
    {
        var names = stream.StatusTags
            .OrderByDescending(t => t.Newest?.Created is { HasValue: true } created ? created.Value.ToUnixTimeSeconds() : long.MinValue)
            .ThenBy(t => t.Tag, StringComparer.Ordinal)
            .Select(t => t.Tag ?? "")
            .ToList();
        var shown = Shown(names);
        var cell = string.Join(',', names.Take(shown));
        return names.Count > shown ? $"{cell} + {names.Count - shown} more..." : cell;
    }

    /// <summary>How many fit. The one that does not fit comes along if without it much would stay empty, and with it little is too much.</summary>
    private static int Shown(List<string> names)
    {
        var remaining = Width;
        for (var i = 0; i < names.Count; i++)
        {
            remaining -= names[i].Length + 1;
            var isTolerable = remaining + names[i].Length > Tolerance && -remaining <= Tolerance;
            if (i > 0 && remaining < 0 && !isTolerable)
            {
                return i;
            }
        }

        return names.Count;
    }
}
