namespace ImageStreams.EndToEnd.Tests;

/// <summary>A control plane to install into.</summary>
/// <param name="Kubeconfig">Of somebody who may do anything.</param>
/// <param name="Us">The name under which it reaches this machine.</param>
/// <param name="IsOurs">Whether it goes with the test, with everything in it.</param>
/// <param name="End">Ends it.</param>
public sealed record TestPlane(string Kubeconfig, string Us, bool IsOurs, Func<Task> End);
