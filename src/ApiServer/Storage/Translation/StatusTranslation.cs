using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>What the store says about an object, in the words in which its user knows it.</summary>
internal static class StatusTranslation
{
    private const string StoredVersion = $"{ImageGroup.Name}/{ImageGroup.StoredVersion}";
    private const string ServedVersion = $"{ImageGroup.Name}/{ImageGroup.Version}";

    public static Status ToServed(Status stored)
    {
        var name = stored.Details?.Group == ImageGroup.Name ? stored.Details.Name : null;
        var served = name is null ? null : StoredNames.ToServed(name);
        string? Text(string? text) => Translate(text, name, served);
        return stored with
        {
            Message = Text(stored.Message),
            Details = stored.Details is not { } details ? null : details with
            {
                Name = served ?? details.Name,
                Causes = details.Causes?.Select(c => c with { Message = Text(c.Message) }).ToList(),
            },
        };
    }

    /// <summary>A warning of the store.</summary>
    public static string ToServed(string warning) => warning.Replace(StoredVersion, ServedVersion, StringComparison.Ordinal);

    private static string? Translate(string? text, string? stored, string? served)
    {
        var translated = text?.Replace(StoredVersion, ServedVersion, StringComparison.Ordinal);
        return stored is null || served is null || stored == served
            ? translated
            : translated?.Replace(GoText.Quote(stored), GoText.Quote(served), StringComparison.Ordinal);
    }
}
