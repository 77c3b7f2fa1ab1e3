namespace ImageStreams.EndToEnd.Tests;

/// <summary>Image streams as a user writes them.</summary>
internal static class StreamYaml
{
    public static string Of(string ns, string name, params IEnumerable<string> tags) => $$"""
        apiVersion: image.openshift.io/v1
        kind: ImageStream
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          tags:
        {{string.Join('\n', tags)}}
        """;

    /// <summary>A tag that is imported.</summary>
    public static string Imported(string name, string image, string policy = "insecure: true") => $$"""
          - name: "{{name}}"
            from: {kind: DockerImage, name: "{{image}}"}
            importPolicy: { {{policy}} }
        """;

    /// <summary>A tag that follows another one.</summary>
    public static string Following(string name, string source, string ns = "") => $$"""
          - name: "{{name}}"
            from: {kind: ImageStreamTag, name: "{{source}}"{{(ns.Length == 0 ? "" : $", namespace: {ns}")}}}
        """;
}
