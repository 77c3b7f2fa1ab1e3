using System.Buffers;
using System.Text.Json;

namespace ImageStreams.Oci;

/// <summary>Asks token services for registry tokens: docker's GET with Basic, or OAuth2's POST with a refresh token.</summary>
internal sealed class TokenService(RegistryTransport transport)
{
    private const string ClientId = "imagestreams";
    private const int CachedTokens = 4096;
    private const int MaxTokenLength = 32 * 1024;

    /// <summary>What services that name no lifetime mean, and the shortest that is believed.</summary>
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(12);

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=!*'(),:;@$&|");

    private readonly TokenCache _cache = new(transport.Time, CachedTokens);

    public async Task<Authorization> AuthorizeAsync(TokenKey key, bool insecure, CancellationToken cancellationToken)
    {
        var token = await _cache.GetAsync(key, ct => FetchAsync(key, insecure, ct), cancellationToken);
        return Authorization.Bearer(token.Value, key);
    }

    /// <summary>Whether a token was fetched earlier: then a refusal may only mean that it is outdated.</summary>
    public bool Has(TokenKey key) => _cache.Has(key);

    public void Forget(TokenKey key) => _cache.Forget(key);

    private async Task<Token> FetchAsync(TokenKey key, bool insecure, CancellationToken cancellationToken)
    {
        using var message = key.Credential is { IdentityToken.Length: > 0 } ? RefreshRequest(key) : BasicRequest(key);
        using var response = await transport.SendAsync(message, insecure, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await ResponseFailure.ReadAsync(
                response, transport, text => Authorization.Redact(text, key.Credential), cancellationToken);
        }

        var body = await BoundedBody.ReadAsync(response, transport.Options.Limits.TokenBytes, "token", cancellationToken);
        return Read(body, RequestText.Of(message));
    }

    private static HttpRequestMessage BasicRequest(TokenKey key)
    {
        var user = key.Credential?.Username ?? "";
        var message = new HttpRequestMessage(HttpMethod.Get, WithQuery(key.Realm, [
            ("service", key.Service),
            ("scope", key.Scope),
            ("account", user),
        ]));
        if (key.Credential is { } credential && user.Length > 0)
        {
            Authorization.Basic(credential).ApplyTo(message);
        }

        return message;
    }

    private static HttpRequestMessage RefreshRequest(TokenKey key) => new(HttpMethod.Post, key.Realm)
    {
        Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["service"] = key.Service,
            ["scope"] = key.Scope,
            ["client_id"] = ClientId,
            ["refresh_token"] = key.Credential!.IdentityToken,
        }),
    };

    private Token Read(ReadOnlyMemory<byte> body, string request)
    {
        TokenResponse? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize(body.Span, WireJsonContext.Default.TokenResponse);
        }
        catch (JsonException)
        {
            // reported below; the parser's own message might quote the token
        }

        var value = string.IsNullOrEmpty(answer?.Token) ? answer?.AccessToken : answer.Token;
        if (string.IsNullOrEmpty(value) || value.Length > MaxTokenLength || value.AsSpan().ContainsAnyExcept(TokenChars))
        {
            throw new RegistryException(RegistryErrorKind.Server, $"{request}: the token service answered without a usable token", null)
            {
                Request = request,
            };
        }

        return new Token(value, transport.Time.GetUtcNow() + Lifetime(answer?.ExpiresIn));
    }

    // A token is not used in its last tenth: it may be looked at by a machine whose clock is ahead.
    private static TimeSpan Lifetime(double? seconds)
    {
        var bounded = Math.Clamp(seconds ?? 0, DefaultLifetime.TotalSeconds, MaxLifetime.TotalSeconds);
        return TimeSpan.FromSeconds(bounded * 0.9);
    }

    private static Uri WithQuery(Uri realm, IEnumerable<(string Name, string Value)> parameters)
    {
        var added = parameters.Where(p => p.Value.Length > 0).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}");
        var query = string.Join('&', added.Prepend(realm.Query.TrimStart('?')).Where(p => p.Length > 0));
        return new UriBuilder(realm) { Query = query, Fragment = "" }.Uri;
    }
}
