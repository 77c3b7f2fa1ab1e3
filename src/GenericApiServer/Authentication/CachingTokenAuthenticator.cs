using System.Security.Cryptography;
using System.Text;

namespace ImageStreams.GenericApiServer;

/// <summary>Remembers for a short time whose token it was; keeps a digest of the token, never the token.</summary>
public sealed class CachingTokenAuthenticator(ITokenAuthenticator inner, TimeSpan lifetime, int capacity, TimeProvider time) : ITokenAuthenticator
{
    private readonly ExpiringCache<AuthenticatedUser?> _known = new(capacity, time);

    public async ValueTask<AuthenticatedUser?> AuthenticateTokenAsync(string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_known.TryGet(key, out var user))
        {
            return user;
        }

        user = await inner.AuthenticateTokenAsync(token, cancellationToken);
        _known.Set(key, user, lifetime);
        return user;
    }
}
