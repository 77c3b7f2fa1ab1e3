using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>The refusal of an object that breaks the rules of its kind.</summary>
internal static class Invalidity
{
    public static ApiException Of(ResourceKind kind, string? name, IReadOnlyList<StatusCause> causes) => new(new Status
    {
        State = "Failure",
        Code = 422,
        Reason = "Invalid",
        Message = $"{GroupKind.Of(kind)} {GoText.Quote(name ?? "")} is invalid: {FieldErrors.Join(causes)}",
        Details = new() { Group = kind.Group, Kind = kind.Kind, Name = string.IsNullOrEmpty(name) ? null : name, Causes = causes },
    });
}
