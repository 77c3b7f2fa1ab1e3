namespace ImageStreams.ControlPlane;

/// <summary>One finding about a CustomResourceDefinition.</summary>
internal readonly record struct DefinitionCondition(string Type, bool IsTrue, string Reason, string Message);
