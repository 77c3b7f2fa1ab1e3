using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ImageStreams.Entities;

namespace ImageStreams.ControllerGen;

/// <summary>The summaries of doc comments as plain text: <c>c</c> elements become backquotes.</summary>
internal sealed partial class XmlComments(XDocument document)
{
    private readonly Dictionary<string, XElement> _summaries = document.Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!, StringComparer.Ordinal);

    /// <summary>The comments of the entities, from the file that the compiler wrote beside their assembly.</summary>
    internal static XmlComments OfEntities()
    {
        var assembly = typeof(ImageStream).Assembly.GetName().Name;
        return new(XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"), LoadOptions.PreserveWhitespace));
    }

    internal string? Of(Type type) => Text($"T:{NameOf(type)}");

    internal string? Of(PropertyInfo property) => Text($"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!;

    private string? Text(string member) =>
        _summaries.TryGetValue(member, out var summary) ? Spaces().Replace(TextOf(summary), " ").Trim() : null;

    private static string TextOf(XElement element) =>
        element.Nodes().Aggregate(new StringBuilder(), (text, node) => text.Append(TextOf(node))).ToString();

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } reference => LastPart(reference),
        XElement other => TextOf(other),
        _ => "",
    };

    private static string LastPart(XElement reference) => reference.Attributes().First().Value.Split('.', ':')[^1];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
