using System.Security.Cryptography;
using System.Text;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>All tokens that are believed: those of the static file and those of service accounts.</summary>
internal sealed class BearerTokens(IReadOnlyDictionary<string, AuthenticatedUser> staticTokens, ServiceAccountTokens accounts) : ITokenAuthenticator
{
    private const string Invalid = "invalid bearer token";

    // By digest: how long a look-up takes then says nothing about the tokens.
    private readonly Dictionary<string, AuthenticatedUser> _static = staticTokens.ToDictionary(t => Digest(t.Key), t => t.Value.WithAuthenticatedGroup());

    /// <summary>Says whose the token is, for one of <paramref name="audiences"/>; none means our own.</summary>
    public TokenVerdict Verify(string token, IReadOnlyList<string> audiences)
    {
        var asked = audiences.Count == 0 ? [accounts.Issuer] : audiences;
        if (_static.TryGetValue(Digest(token), out var user))
        {
            // Such a token is made for us and nobody else.
            return asked.Contains(accounts.Issuer, StringComparer.Ordinal)
                ? new TokenVerdict { User = user, Audiences = [accounts.Issuer] }
                : new TokenVerdict { Error = Invalid };
        }

        return accounts.Verify(token, asked) switch
        {
            null => new TokenVerdict { Error = Invalid },
            { User: null } refused => refused with { Error = $"[{Invalid}, {refused.Error}]" },
            var accepted => accepted,
        };
    }

    public ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Verify(token, []).User);

    private static string Digest(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
