namespace ImageStreams.Oci;

/// <summary>How to cut the signed payload out of a schema 1 manifest: its first bytes, then this tail.</summary>
internal sealed record Schema1ProtectedHeader
{
    public int FormatLength { get; init; }

    /// <summary>Base64url.</summary>
    public string FormatTail { get; init => field = value ?? ""; } = "";
}
