using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer.Tests;

/// <summary>Documents to send, in a short form.</summary>
internal static class Objects
{
    /// <summary>Reads YAML; the flow style of JSON without its quotes will do.</summary>
    public static JsonObject Parse(string yaml) =>
        RequestDocument.Parse(Encoding.UTF8.GetBytes(yaml), isYaml: true, "", null).Resource;

    public static JsonObject Stream(string name, string spec = "{}") =>
        Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageStream, metadata: {{name: {name}}}, spec: {spec}}}");

    public static JsonObject StreamTag(string name, string tag, string metadata = "") =>
        Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageStreamTag, metadata: {{name: '{name}'{(metadata.Length == 0 ? "" : $", {metadata}")}}}, tag: {tag}}}");

    public static JsonObject ImageTag(string name, string spec, string metadata = "") =>
        Parse($"{{apiVersion: image.openshift.io/v1, kind: ImageTag, metadata: {{name: '{name}'{(metadata.Length == 0 ? "" : $", {metadata}")}}}, spec: {spec}}}");

    public static JsonObject Image(char digit) => Image(Digest(digit), digit);

    /// <summary>An image that no other test knows.</summary>
    public static JsonObject UniqueImage() => Image($"sha256:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}", '0');

    public static JsonObject Image(string name, char digit) => Parse($$"""
        {apiVersion: image.openshift.io/v1, kind: Image, metadata: {name: "{{name}}"}, dockerImageReference: "quay.io/a/b@{{name}}",
         dockerImageManifestMediaType: application/vnd.oci.image.manifest.v1+json, dockerImageMetadata: {Id: "sha256:c{{digit}}"},
         dockerImageLayers: [{name: "sha256:layer{{digit}}", size: 7, mediaType: application/vnd.oci.image.layer.v1.tar+gzip}]}
        """);

    public static string Digest(char digit) => $"sha256:{new string(digit, 64)}";
}
