namespace ImageStreams.Entities;

/// <summary>A column of <c>kubectl get</c> that the control plane fills from the object.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    public string Name { get; } = name;

    /// <summary><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</summary>
    public string Type { get; } = type;

    public string JsonPath { get; } = jsonPath;

    /// <summary>0 is always shown, 1 only with <c>-o wide</c>.</summary>
    public int Priority { get; init; }
}
