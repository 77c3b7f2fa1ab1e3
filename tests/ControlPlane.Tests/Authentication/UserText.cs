using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

/// <summary>A user in one line, to compare with.</summary>
internal static class UserText
{
    public static string Shown(this AuthenticatedUser? user) =>
        user is null ? "nobody" : $"{user.Name}/{user.Uid} {string.Join(',', user.Groups)}";
}
