using System.Globalization;

namespace ImageStreams.Operator;

/// <summary>Numbers of bytes as people read them, in powers of 1000 as registries and docker count.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];

    public static string Exact(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    /// <summary><c>31.3 MB</c></summary>
    public static string Short(long bytes)
    {
        double value = bytes;
        var unit = 0;
        for (; value >= 999.95 && unit < Units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {Units[unit]}");
    }
}
