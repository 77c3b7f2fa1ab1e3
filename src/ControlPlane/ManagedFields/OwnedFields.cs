namespace ImageStreams.ControlPlane;

/// <summary>The fields of one manager.</summary>
/// <param name="Fields">What it owns.</param>
/// <param name="ApiVersion">In which version.</param>
/// <param name="Time">When it last changed something, as it is written; <c>null</c> when that is not known.</param>
internal sealed record OwnedFields(FieldSet Fields, string ApiVersion, string? Time);
