namespace ImageStreams.ControlPlane;

/// <summary>Who owns fields: one entry of <c>managedFields</c>.</summary>
/// <param name="Manager">Name of the client.</param>
/// <param name="IsApply">Whether the fields were applied; else they were written in other ways.</param>
/// <param name="ApiVersion">Version of the writes; empty for appliers, who have one entry whatever the version.</param>
/// <param name="Subresource">For example <c>status</c>; empty for the object itself.</param>
internal sealed record ManagerKey(string Manager, bool IsApply, string ApiVersion, string Subresource)
{
    internal static ManagerKey ForUpdate(string manager, string apiVersion, string subresource) =>
        new(manager, false, apiVersion, subresource);

    internal static ManagerKey ForApply(string manager, string subresource) => new(manager, true, "", subresource);

    /// <summary>As conflicts name it.</summary>
    public override string ToString()
    {
        var subresource = Subresource.Length > 0 ? $" with subresource \"{Subresource}\"" : "";
        var version = IsApply ? "" : $" using {ApiVersion}";
        return $"\"{Manager}\"{subresource}{version}";
    }
}
