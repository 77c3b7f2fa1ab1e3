using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ApiServer;

/// <summary>Columns that several tables of the group have.</summary>
internal static class Columns
{
    public static TableColumn ImageReference(int priority) =>
        new("Image Reference", "string", "", "dockerImageReference is the string that can be used to pull this image.", priority);

    public static TableColumn Updated { get; } = new("Updated", "string", "", "Last update time.", 0);

    /// <summary>How long ago, in words; a time that is not known was very long ago.</summary>
    public static JsonNode Ago(OrNull<DateTimeOffset> time, DateTimeOffset now) =>
        $"{HumanDuration.InWords(now - (time.HasValue ? time.Value : DateTimeOffset.MinValue))} ago";
}
