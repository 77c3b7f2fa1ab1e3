using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>An apply that would change fields of others.</summary>
internal sealed class FieldConflictException(IReadOnlyList<FieldConflict> conflicts) : Exception(Text(conflicts))
{
    internal IReadOnlyList<FieldConflict> Conflicts { get; } = conflicts;

    /// <summary>The answer to the caller.</summary>
    internal ApiException ToApiException() => ApiException.ApplyConflict(Message, [.. Conflicts.Select(conflict => new StatusCause
    {
        Reason = "FieldManagerConflict",
        Message = $"conflict with {conflict.Manager}",
        Field = string.Concat(conflict.Path),
    })]);

    private static string Text(IReadOnlyList<FieldConflict> conflicts)
    {
        if (conflicts.Count == 1)
        {
            return $"Apply failed with 1 conflict: conflict with {conflicts[0].Manager}: {string.Concat(conflicts[0].Path)}";
        }

        var lines = conflicts.GroupBy(conflict => conflict.Manager)
            .SelectMany(group => group.Select(conflict => $"- {string.Concat(conflict.Path)}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Count} conflicts: {string.Join('\n', lines)}";
    }
}
