using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.GenericApiServer;

/// <summary>Whose headers are believed, and which: the content of <c>extension-apiserver-authentication</c>, or of the flags <c>--requestheader-*</c>.</summary>
public sealed record RequestHeaderSettings
{
    /// <summary>Authorities that issue the front proxy's client certificate.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Common names that the front proxy may have; empty allows any.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = [];

    public IReadOnlyList<string> UsernameHeaders { get; init; } = ["X-Remote-User"];

    public IReadOnlyList<string> UidHeaders { get; init; } = ["X-Remote-Uid"];

    public IReadOnlyList<string> GroupHeaders { get; init; } = ["X-Remote-Group"];

    public IReadOnlyList<string> ExtraHeaderPrefixes { get; init; } = ["X-Remote-Extra-"];
}
