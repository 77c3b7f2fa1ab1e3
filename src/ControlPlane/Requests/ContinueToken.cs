using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Where the next page of a list begins.</summary>
/// <param name="Revision">State that the list is of; 0 takes the current one.</param>
/// <param name="After">The last key of the page before.</param>
internal readonly record struct ContinueToken(long Revision, string After)
{
    private const char Separator = '\n';

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Revision}{Separator}{After}")));

    /// <exception cref="ApiException">400 when the text is no token of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, 2);
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                return new ContinueToken(revision, parts[1]);
            }
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw ApiException.BadRequest("invalid continue token: continue key is not valid: it was not issued by this server");
    }
}
