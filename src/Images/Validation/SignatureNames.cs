using System.Diagnostics.CodeAnalysis;

namespace ImageStreams.Images;

/// <summary>Names of signatures: <c>IMAGE@NAME</c> (docs/spec/images.md#signatures).</summary>
public static class SignatureNames
{
    /// <summary>The image that the name is about; false when it is of another form.</summary>
    public static bool TryRead(string name, [NotNullWhen(true)] out string? image)
    {
        image = name.Split('@') is [{ Length: > 0 } first, { Length: > 0 }] ? first : null;
        return image is not null;
    }
}
