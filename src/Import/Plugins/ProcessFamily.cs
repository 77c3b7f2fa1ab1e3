using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ImageStreams.Import;

/// <summary>A process and whatever it starts, known by a variable that is handed down: children outlive their parents.</summary>
internal sealed class ProcessFamily
{
    private const string Variable = "IMAGESTREAMS_PLUGIN_RUN";

    private readonly string _name = Guid.NewGuid().ToString("N");

    public void Mark(ProcessStartInfo start) => start.Environment[Variable] = _name;

    /// <summary>Ends all of them that still run.</summary>
    public void Kill(Process parent)
    {
        End(parent);
        foreach (var id in OperatingSystem.IsLinux() ? FindAll() : [])
        {
            try
            {
                using var process = Process.GetProcessById(id);
                End(process);
            }
            catch (ArgumentException)
            {
                // it has ended meanwhile
            }
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // it has ended already
        }
    }

    private IEnumerable<int> FindAll()
    {
        var mark = Encoding.ASCII.GetBytes($"{Variable}={_name}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Holds(folder, mark))
            {
                yield return id;
            }
        }
    }

    private static bool Holds(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes($"{folder}/environ").AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // another user's, or gone
        }
    }
}
