using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Refuses the writes that a bound ValidatingAdmissionPolicy is against.</summary>
internal sealed class AdmissionPolicyGate(ObjectStore store) : IWriteGate
{
    private const string Policies = "admissionregistration.k8s.io/validatingadmissionpolicies";
    private const string Bindings = "admissionregistration.k8s.io/validatingadmissionpolicybindings";

    private readonly Lock _lock = new();
    private (StoreTable Policies, StoreTable Bindings)? _read;
    private List<(AdmissionPolicy Policy, string Binding)> _inForce = [];

    public void Check(WriteAttempt attempt)
    {
        // The policies themselves can always be mended.
        if (attempt.Resource.StoreResource is Policies or Bindings)
        {
            return;
        }

        foreach (var (policy, binding) in InForce())
        {
            if (policy.Objection(attempt) is { } objection)
            {
                throw Denied(attempt, policy.Name, binding, objection.Message, objection.Reason);
            }
        }
    }

    private static ApiException Denied(WriteAttempt attempt, string policy, string binding, string message, string reason)
    {
        var text = $"ValidatingAdmissionPolicy '{policy}' with binding '{binding}' denied request: {message}";
        var resource = attempt.Resource.GroupResource;
        return reason switch
        {
            "" or "Invalid" => Renamed(ApiException.Forbidden(resource, attempt.Key.Name, text), 422, "Invalid"),
            "Unauthorized" => Renamed(ApiException.Forbidden(resource, attempt.Key.Name, text), 401, reason),
            "RequestEntityTooLarge" => Renamed(ApiException.Forbidden(resource, attempt.Key.Name, text), 413, reason),
            _ => ApiException.Forbidden(resource, attempt.Key.Name, text),
        };
    }

    private static ApiException Renamed(ApiException refusal, int code, string reason) => new(refusal.Status with { Code = code, Reason = reason });

    private List<(AdmissionPolicy Policy, string Binding)> InForce()
    {
        var state = store.Current;
        var (policies, bindings) = (state.Table(Policies), state.Table(Bindings));
        lock (_lock)
        {
            if (_read is not { } read || read.Policies != policies || read.Bindings != bindings)
            {
                _inForce = [.. bindings.Range().Select(b => b.ToDocument()).SelectMany(b => Bound(policies, b))];
                _read = (policies, bindings);
            }

            return _inForce;
        }
    }

    private static IEnumerable<(AdmissionPolicy Policy, string Binding)> Bound(StoreTable policies, JsonObject binding) =>
        policies.Find("", (binding.FindChild("spec") ?? []).Text("policyName")) is { } policy
            ? [(AdmissionPolicy.Read(policy.ToDocument()), binding.Name)]
            : [];
}
