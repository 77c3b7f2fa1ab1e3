namespace ImageStreams.ControlPlane;

/// <summary>How the paths of fields are written.</summary>
internal static class FieldPaths
{
    internal static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    internal static string Index(string path, int index) => $"{path}[{index}]";

    internal static string Key(string path, string key) => $"{path}[{key}]";
}
