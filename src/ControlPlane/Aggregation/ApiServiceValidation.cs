using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Defaults and rules of API services beyond their schema, in the words of a kube-apiserver.</summary>
internal static partial class ApiServiceValidation
{
    private const int MaxGroupPriority = 20000;
    private const int MaxVersionPriority = 1000;
    private const string VersionText =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
        + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>The port of a service that names none.</summary>
    public static void SetDefaults(JsonObject service)
    {
        if (service["spec"].Field("service") is JsonObject reference && reference["port"] is null)
        {
            reference["port"] = Backend.DefaultPort;
        }
    }

    public static IEnumerable<FieldError> Validate(APIService service)
    {
        var spec = service.Spec ?? new APIServiceSpec();
        var (group, version, name) = (spec.Group ?? "", spec.Version ?? "", service.Metadata?.Name ?? "");
        return
        [
            .. Name(name, $"{version}.{group}"),
            .. (group.Length == 0 ? [] : NameRules.Dns1123Subdomain(group)).Select(p => FieldError.Invalid("spec.group", group, p)),
            .. VersionName().IsMatch(version) ? [] : (FieldError[])[FieldError.Invalid("spec.version", version, VersionText)],
            .. Priority("spec.groupPriorityMinimum", spec.GroupPriorityMinimum ?? 0, MaxGroupPriority),
            .. Priority("spec.versionPriority", spec.VersionPriority ?? 0, MaxVersionPriority),
            .. spec.Service is { } reference ? Remote(spec, reference) : Local(spec),
        ];
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionName();

    private static IEnumerable<FieldError> Name(string name, string wanted)
    {
        if (name != wanted)
        {
            yield return FieldError.Invalid("metadata.name", name, $"must be `spec.version+\".\"+spec.group`: {GoText.Quote(wanted)}");
        }
    }

    private static IEnumerable<FieldError> Priority(string field, int value, int max)
    {
        if (value <= 0 || value > max)
        {
            yield return FieldError.Invalid(field, value, $"must be positive and less than {max}");
        }
    }

    private static IEnumerable<FieldError> Local(APIServiceSpec spec)
    {
        if (spec.CaBundle is { Length: > 0 } bundle)
        {
            yield return FieldError.Invalid("spec.caBundle", $"{bundle.Length} bytes", "local APIServices may not have a caBundle");
        }

        if (spec.InsecureSkipTlsVerify == true)
        {
            yield return FieldError.Invalid("spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify");
        }
    }

    private static IEnumerable<FieldError> Remote(APIServiceSpec spec, ServiceReference reference)
    {
        if (string.IsNullOrEmpty(reference.Namespace))
        {
            yield return FieldError.Required("spec.service.namespace", "");
        }

        if (string.IsNullOrEmpty(reference.Name))
        {
            yield return FieldError.Required("spec.service.name", "");
        }

        if (reference.Port is not (null or (> 0 and <= ushort.MaxValue)))
        {
            yield return FieldError.Invalid("spec.service.port", reference.Port, "port is not valid: must be between 1 and 65535, inclusive");
        }

        if (spec is { InsecureSkipTlsVerify: true, CaBundle.Length: > 0 })
        {
            yield return FieldError.Invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present");
        }
    }
}
