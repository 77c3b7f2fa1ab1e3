namespace ImageStreams.Entities;

/// <summary>Objects of the type have one owner as a whole: <c>x-kubernetes-map-type: atomic</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AtomicMapAttribute : Attribute;
