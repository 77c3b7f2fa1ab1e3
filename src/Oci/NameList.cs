namespace ImageStreams.Oci;

/// <summary>A list that a registry gives in pages.</summary>
/// <param name="What">What is listed: the member of the answer, and the word for it.</param>
/// <param name="MaxNames">How many there may be.</param>
/// <param name="IsName">What can be one; other texts are left out.</param>
internal sealed record NameList(string What, int MaxNames, Func<string, bool> IsName);
