using System.Text.Json.Nodes;

namespace ImageStreams.ControlPlane;

/// <summary>Between the served and the stored form of a kind that has several; both change the document they are given.</summary>
internal sealed record KindConversion(Action<JsonObject> ToStored, Action<JsonObject> ToServed);
