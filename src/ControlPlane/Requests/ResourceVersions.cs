using System.Globalization;
using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>Revisions as clients write them.</summary>
internal static class ResourceVersions
{
    /// <summary>How long a read waits for a version that is not there yet.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The revision; null for empty and 0, which ask for nothing in particular.</summary>
    public static bool TryParse(string text, out long? revision)
    {
        revision = null;
        if (text is "" or "0")
        {
            return true;
        }

        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        revision = number == 0 ? null : number;
        return good;
    }

    /// <summary>The text in which a kube-apiserver complains about a version.</summary>
    public static string Complaint(string text) => $"strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax";
}
