using System.Globalization;

namespace ImageStreams.ControlPlane;

/// <summary>The messages of the built-in kinds: numbers, names and types of their fields, from <c>messages.txt</c>.</summary>
/// <remarks>docs/spec/control-plane.md#protobuf. The file has blocks: the message's name, then lines <c>number name type</c>.</remarks>
internal static class MessageShapes
{
    private const string Resource = "protobuf/messages.txt";

    private static readonly Lazy<Dictionary<string, Dictionary<int, MessageField>>> Messages = new(Read);

    /// <summary>The fields of a message by number; null when there is no such message.</summary>
    public static IReadOnlyDictionary<int, MessageField>? Find(string message) => Messages.Value.GetValueOrDefault(message);

    /// <summary>Name of the message of a kind; null for kinds that have none.</summary>
    public static string? FindKind(string apiVersion, string kind)
    {
        var parts = apiVersion.Split('/');
        var name = kind == "DeleteOptions" ? "meta.v1.DeleteOptions"
            : parts is [var group, var version] ? $"{group.Split('.')[0]}.{version}.{kind}"
            : $"core.{apiVersion}.{kind}";
        return Messages.Value.ContainsKey(name) ? name : null;
    }

    private static Dictionary<string, Dictionary<int, MessageField>> Read()
    {
        using var stream = typeof(MessageShapes).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}.");
        using var reader = new StreamReader(stream);
        var messages = new Dictionary<string, Dictionary<int, MessageField>>(StringComparer.Ordinal);
        Dictionary<int, MessageField>? current = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ') is [var number, var name, var type])
            {
                current!.Add(int.Parse(number, CultureInfo.InvariantCulture), MessageField.Parse(name, type));
            }
            else if (line.Length > 0)
            {
                messages.Add(line, current = []);
            }
        }

        return messages;
    }
}
