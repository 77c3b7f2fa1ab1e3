using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageStreams.ControllerGen;

/// <summary>A JSON document as it is checked in.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Read by people in reviews, never put into a web page.
    };

    internal static string Of(JsonObject document) => document.ToJsonString(Indented) + "\n";
}
