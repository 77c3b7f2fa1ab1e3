using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>What a user may do.</summary>
/// <param name="Rules">The rules of all roles bound to the user.</param>
/// <param name="Error">Which roles could not be found; empty when all were.</param>
internal sealed record UserRules(IReadOnlyList<PolicyRule> Rules, string Error);
