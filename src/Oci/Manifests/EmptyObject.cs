namespace ImageStreams.Oci;

/// <summary>The <c>{}</c> that image configurations use as the value of a set's members.</summary>
public sealed record EmptyObject;
