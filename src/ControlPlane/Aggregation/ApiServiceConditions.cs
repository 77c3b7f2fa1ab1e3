using ImageStreams.Entities;

namespace ImageStreams.ControlPlane;

/// <summary>The condition <c>Available</c> of API services.</summary>
internal static class ApiServiceConditions
{
    public const string Available = "Available";

    public static bool IsAvailable(APIService service) =>
        (service.Status?.Conditions ?? []).Any(c => c.Type == Available && c.Status == "True");

    /// <summary>The object with its condition; null when it has that already.</summary>
    public static APIService? With(APIService service, Availability availability, DateTimeOffset now)
    {
        var status = availability.IsAvailable ? "True" : "False";
        var previous = (service.Status?.Conditions ?? []).FirstOrDefault(c => c.Type == Available);
        if (previous is not null && previous.Status == status && previous.Reason == availability.Reason && previous.Message == availability.Message)
        {
            return null;
        }

        var condition = new Condition
        {
            Type = Available,
            Status = status,
            Reason = availability.Reason,
            Message = availability.Message,
            LastTransitionTime = previous?.Status == status ? previous.LastTransitionTime : now,
        };
        var others = (service.Status?.Conditions ?? []).Where(c => c.Type != Available);
        return service with { Status = new APIServiceStatus { Conditions = [.. others, condition] } };
    }
}
