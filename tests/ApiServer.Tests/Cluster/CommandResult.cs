namespace ImageStreams.ApiServer.Tests;

/// <summary>What came of a command; complaints without the one about versions.</summary>
internal sealed record CommandResult(int Code, string Output, string Complaints);
