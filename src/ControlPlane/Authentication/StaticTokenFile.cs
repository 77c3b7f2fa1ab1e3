using System.Text;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>The users of a static token file: <c>token,user,uid[,"group,group"]</c> a line (docs/spec/access.md#static-tokens).</summary>
internal static class StaticTokenFile
{
    public static IReadOnlyDictionary<string, AuthenticatedUser> Load(string path) => Parse(File.ReadAllText(path), path);

    /// <exception cref="InvalidDataException">A line that does not fit; the message has its number, never its content.</exception>
    public static IReadOnlyDictionary<string, AuthenticatedUser> Parse(string text, string path)
    {
        var users = new Dictionary<string, AuthenticatedUser>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.TrimEnd('\r');
            if (line.Trim().Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var fields = Fields(line) ?? throw Bad(path, number, "a quote is not closed or stands within a field");
            if (fields is not [{ Length: > 0 } token, { Length: > 0 } name, var uid, ..])
            {
                throw Bad(path, number, "expected token,user,uid and, if wanted, groups in quotes");
            }

            var groups = fields.Count > 3 ? fields[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            if (!users.TryAdd(token, new AuthenticatedUser { Name = name, Uid = uid, Groups = groups }))
            {
                throw Bad(path, number, "the token was used in a line before");
            }
        }

        return users;
    }

    private static InvalidDataException Bad(string path, int line, string what) => new($"{path} line {line}: {what}");

    private static List<string>? Fields(string line)
    {
        var fields = new List<string>();
        var rest = line.AsSpan();
        while (true)
        {
            rest = rest.TrimStart(' ');
            if (!TakeField(ref rest, out var field))
            {
                return null;
            }

            fields.Add(field);
            if (rest.IsEmpty)
            {
                return fields;
            }

            rest = rest[1..];
        }
    }

    // Leaves the comma or nothing.
    private static bool TakeField(ref ReadOnlySpan<char> rest, out string field)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOf(',');
            field = (end < 0 ? rest : rest[..end]).TrimEnd().ToString();
            rest = end < 0 ? [] : rest[end..];
            return !field.Contains('"', StringComparison.Ordinal);
        }

        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] != '"')
            {
                text.Append(rest[i]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] == '"')
            {
                text.Append(rest[i++]);
            }
            else
            {
                rest = rest[(i + 1)..].TrimStart();
                field = text.ToString();
                return rest.IsEmpty || rest[0] == ',';
            }
        }

        field = "";
        return false;
    }
}
