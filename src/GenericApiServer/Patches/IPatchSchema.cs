namespace ImageStreams.GenericApiServer;

/// <summary>How the fields of a type merge in a strategic merge patch.</summary>
public interface IPatchSchema
{
    /// <summary>How one field merges; for fields that nothing is known about, <see cref="PatchField.Unknown"/>.</summary>
    PatchField Field(string name);
}
