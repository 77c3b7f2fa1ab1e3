using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>An object whose fields are not of their kind's types: it was left out, everything else went on.</summary>
/// <param name="Kind">The kind that it should have been.</param>
/// <param name="Key">Its name, as far as it could be read.</param>
/// <param name="Uid">Its identity, as far as it could be read.</param>
/// <param name="ResourceVersion">The version that was refused.</param>
/// <param name="Message">The path of the field and what is wrong with it; no values.</param>
public sealed record DecodeFailure(ResourceKind Kind, NamespacedName Key, string? Uid, string? ResourceVersion, string Message);
