using ImageStreams.Entities;

namespace ImageStreams.GenericApiServer;

/// <summary>Who sends a request, as far as this server believes it.</summary>
public sealed record AuthenticatedUser
{
    /// <summary>Group of everyone who proved who they are.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Group of those who proved nothing.</summary>
    public const string UnauthenticatedGroup = "system:unauthenticated";

    /// <summary>Name of those who proved nothing.</summary>
    public const string AnonymousName = "system:anonymous";

    /// <summary>Group that may do everything.</summary>
    public const string MastersGroup = "system:masters";

    private static readonly Dictionary<string, IReadOnlyList<string>> NoExtra = [];

    /// <summary>Who sends a request without credentials.</summary>
    public static AuthenticatedUser Anonymous { get; } = new() { Name = AnonymousName, Groups = [UnauthenticatedGroup] };

    public required string Name { get; init; }

    public string Uid { get; init; } = "";

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = NoExtra;

    /// <summary>Whether nothing was proved.</summary>
    public bool IsAnonymous => Name == AnonymousName || Groups.Contains(UnauthenticatedGroup);

    /// <summary>The same user, a member of <see cref="AuthenticatedGroup"/> unless anonymous.</summary>
    public AuthenticatedUser WithAuthenticatedGroup() =>
        IsAnonymous || Groups.Contains(AuthenticatedGroup) ? this : this with { Groups = [.. Groups, AuthenticatedGroup] };

    /// <summary>The user as reviews carry it.</summary>
    public UserInfo ToUserInfo() => new()
    {
        Username = Name,
        Uid = Uid.Length == 0 ? null : Uid,
        Groups = Groups.Count == 0 ? null : Groups,
        Extra = Extra.Count == 0 ? null : Extra,
    };
}
