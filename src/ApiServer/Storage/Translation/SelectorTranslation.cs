using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;

namespace ImageStreams.ApiServer;

/// <summary>Field selectors: names as they are stored, and what the store cannot select by is left to us.</summary>
internal static class SelectorTranslation
{
    private const string Name = "metadata.name";
    private const string Namespace = "metadata.namespace";

    /// <summary>The part of the selector that the store understands, with stored names.</summary>
    /// <remarks>A name that cannot be stored is no object's, so asking for it as it is finds what there is: nothing.</remarks>
    public static string ToStored(FieldSelectorExpression selector) => string.Join(',', selector.Requirements
        .Where(r => r.Field is Name or Namespace)
        .Select(r => (r.Field == Name && StoredNames.TryToStored(r.Value, out var stored) ? r with { Value = stored } : r).ToString()));

    /// <summary>Refuses fields that the kind has not.</summary>
    /// <exception cref="ApiException">400 naming the field.</exception>
    public static void Ensure(FieldSelectorExpression selector, IReadOnlyCollection<string> further)
    {
        if (selector.Requirements.FirstOrDefault(r => r.Field is not (Name or Namespace) && !further.Contains(r.Field)) is { } unknown)
        {
            throw ApiException.BadRequest(
                $"{GoText.Quote(unknown.Field)} is not a known field selector: only {GoText.Quote(Name)}, {GoText.Quote(Namespace)}");
        }
    }

    /// <summary>What is left to us.</summary>
    public static FieldSelectorExpression OursOf(FieldSelectorExpression selector) => selector.Without(Name).Without(Namespace);
}
