using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageStreams.ControllerGen;

/// <summary>A JSON document as YAML, in the order of its keys.</summary>
internal static partial class YamlText
{
    private const string Header = "# Written by `make generate` from src/Entities; do not edit.\n";

    internal static string Of(JsonObject document)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithBestWidth(120).WithNewLine("\n"));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Header + text;
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                EmitMap(emitter, map);
                break;
            case JsonArray list:
                EmitList(emitter, list);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                EmitText(emitter, value.GetValue<string>());
                break;
            default:
                emitter.Emit(new Scalar(null, null, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static void EmitMap(Emitter emitter, JsonObject map)
    {
        var style = map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
        emitter.Emit(new MappingStart(null, null, isImplicit: true, style));
        foreach (var (key, value) in map)
        {
            EmitText(emitter, key);
            Emit(emitter, value);
        }

        emitter.Emit(new MappingEnd());
    }

    private static void EmitList(Emitter emitter, JsonArray list)
    {
        emitter.Emit(new SequenceStart(null, null, isImplicit: true, SequenceStyle.Block));
        foreach (var item in list)
        {
            Emit(emitter, item);
        }

        emitter.Emit(new SequenceEnd());
    }

    private static void EmitText(Emitter emitter, string text)
    {
        var style = Plain().IsMatch(text) && !ReadsAsOther().IsMatch(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
        emitter.Emit(new Scalar(null, null, text, style, style == ScalarStyle.Plain, style != ScalarStyle.Plain));
    }

    /// <summary>Texts without a character that means something to YAML.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9.][A-Za-z0-9 ./_,;()=@-]*(?<! )$")]
    private static partial Regex Plain();

    /// <summary>Texts that YAML would read as a number, a boolean, a null or a date.</summary>
    [GeneratedRegex(@"^([-+.]?[0-9].*|[Yy]|[Nn]|[Yy]es|[Nn]o|[Oo]n|[Oo]ff|[Tt]rue|[Ff]alse|[Nn]ull|YES|NO|ON|OFF|TRUE|FALSE|NULL)$")]
    private static partial Regex ReadsAsOther();
}
