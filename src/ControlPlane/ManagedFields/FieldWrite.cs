namespace ImageStreams.ControlPlane;

/// <summary>Who writes, and how.</summary>
/// <param name="Manager">Name of the client; may be empty.</param>
/// <param name="ApiVersion">Version of the request.</param>
/// <param name="Subresource">Empty for the object itself.</param>
/// <param name="Now">Time of the write.</param>
internal sealed record FieldWrite(string Manager, string ApiVersion, string Subresource, DateTimeOffset Now)
{
    /// <summary>Apply only: take fields away from other managers.</summary>
    internal bool Force { get; init; }

    internal ManagerKey UpdateKey => ManagerKey.ForUpdate(Name, ApiVersion, Subresource);

    internal ManagerKey ApplyKey => ManagerKey.ForApply(Name, Subresource);

    private string Name => Manager.Length == 0 ? "unknown" : Manager;
}
