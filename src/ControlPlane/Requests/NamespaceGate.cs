using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Objects are only created in namespaces that exist and stay; some namespaces always stay.</summary>
internal sealed class NamespaceGate(ObjectStore store) : IWriteGate
{
    public const string Resource = "/namespaces";

    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public void Check(WriteAttempt attempt)
    {
        if (attempt is { Operation: WriteAttempt.Delete, Key.Resource: Resource } && Immortal.Contains(attempt.Key.Name))
        {
            throw ApiException.Forbidden(attempt.Resource.GroupResource, attempt.Key.Name, "this namespace may not be deleted");
        }

        if (attempt.Operation != WriteAttempt.Create || !attempt.Resource.Namespaced)
        {
            return;
        }

        var found = store.Current.Find(new StoreKey(Resource, "", attempt.Key.Namespace))
            ?? throw ApiException.NotFound(new("", "namespaces"), attempt.Key.Namespace);
        if (found.Header.IsDeleting)
        {
            throw Terminating(attempt);
        }
    }

    private static ApiException Terminating(WriteAttempt attempt)
    {
        var message = $"unable to create new content in namespace {attempt.Key.Namespace} because it is being terminated";
        var status = ApiException.Forbidden(attempt.Resource.GroupResource, attempt.Key.Name, message).Status;
        var cause = new StatusCause { Reason = "NamespaceTerminating", Message = $"namespace {attempt.Key.Namespace} is being terminated", Field = "metadata.namespace" };
        return new ApiException(status with { Details = status.Details! with { Causes = [cause] } });
    }
}
