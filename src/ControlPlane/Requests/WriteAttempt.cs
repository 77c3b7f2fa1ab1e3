using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>
/// A write that is about to be stored, in the served version: the new document, or the one that goes; beside it what is stored, null for a
/// creation. The operation is one of the names below.
/// </summary>
internal sealed record WriteAttempt(
    ServedResource Resource, string Operation, string Subresource, AuthenticatedUser User, StoreKey Key, JsonObject Document, JsonObject? Old)
{
    public const string Create = "CREATE";
    public const string Update = "UPDATE";
    public const string Delete = "DELETE";
}
