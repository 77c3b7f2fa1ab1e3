using System.Text.RegularExpressions;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>Takes out of what kubectl prints whatever differs from run to run: names, versions, uids, times, widths of columns.</summary>
internal sealed partial class OutputNormalizer(string ns, string folder, Uri address)
{
    public string Text(string text)
    {
        text = text.Replace(ns, "{ns}", StringComparison.Ordinal).Replace(folder, "{folder}", StringComparison.Ordinal);
        text = text.Replace(address.ToString().TrimEnd('/'), "{server}", StringComparison.Ordinal);
        text = Escapes().Replace(text, "");
        text = Uid().Replace(text, "<uid>");
        text = Date().Replace(Time().Replace(text, "<time>"), "<date>");
        text = Version().Replace(text, "$1<version>$2");
        text = Token().Replace(text, "<token>");
        text = LogHead().Replace(text, "$1 ");
        text = DiffFile().Replace(text, "$1 <file>");
        text = Age().Replace(text, "<age>");
        text = Generated().Replace(text, "$1<random>");
        text = Document().Replace(text, "$1<document>:");
        text = OfOpenShift().Replace(text, "");
        text = Causes().Replace(text, m => string.Concat(m.Value.Split('\n').Order(StringComparer.Ordinal).Select(l => l.Length == 0 ? l : $"{l}\n")));
        return Gap().Replace(text, "  ").Replace(" \n", "\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Escapes();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} \+0000")]
    private static partial Regex Date();

    [GeneratedRegex("""(resourceVersion"?: "|[Rr]esource ?[Vv]ersion: +)[0-9]+("?)""")]
    private static partial Regex Version();

    [GeneratedRegex(@"eyJ[\w-]+\.[\w-]+\.[\w-]+")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?m)^([EWI])[0-9]{4} [0-9:.]{15} +[0-9]+ ")]
    private static partial Regex LogHead();

    [GeneratedRegex(@"(?m)^(diff|---|\+\+\+) .*$")]
    private static partial Regex DiffFile();

    [GeneratedRegex(@"(?m)(?<=\s|^)([0-9]+[smhd]){1,2}(?=\s|\)|$)")]
    private static partial Regex Age();

    /// <summary>The changed document that the real one prints, with its fields in an order of chance.</summary>
    [GeneratedRegex(@"(patch: Invalid value: )"".*"":")]
    private static partial Regex Document();

    /// <summary>What OpenShift's build of the controllers adds to each namespace.</summary>
    [GeneratedRegex(@"(?m)^.*\bopenshift-service-ca\.crt .*\n|^configmap/openshift-service-ca\.crt\n|\bopenshift-service-ca\.crt ")]
    private static partial Regex OfOpenShift();

    /// <summary>The causes of an error, in an order of chance.</summary>
    [GeneratedRegex(@"(?m)(^\* .*\n)+")]
    private static partial Regex Causes();

    [GeneratedRegex(@"(\bgen-|kubectl-edit-)([bcdfghjklmnpqrstvwxz2456789]{5}\b|[0-9]+)")]
    private static partial Regex Generated();

    [GeneratedRegex(@"(?<=\S) {2,}")]
    private static partial Regex Gap();
}
