using System.Text.Json.Nodes;
using ImageStreams.Entities;
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
        var status = ApiException.Forbidden(attempt.Resource.GroupResource, attempt.Key.Name, text).Status;
        status = status with { Details = status.Details! with { Causes = [new StatusCause { Message = text }] } };
        return new ApiException(reason switch
        {
            "" or "Invalid" => status with { Code = 422, Reason = "Invalid" },
            "Unauthorized" => status with { Code = 401, Reason = reason },
            "RequestEntityTooLarge" => status with { Code = 413, Reason = reason },
            _ => status,
        });
    }

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
