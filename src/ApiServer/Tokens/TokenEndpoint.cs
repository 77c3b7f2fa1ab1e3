using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>The token service of the integrated registry: a token of the cluster, or none, for a token of the registry (docs/spec/tokens.md#requests).</summary>
/// <remarks>No credential leaves this class but to the review of tokens: no log, no error and no metric has any part of one.</remarks>
internal sealed partial class TokenEndpoint(
    ITokenAuthenticator tokens, ScopeGrants grants, TokenIssuer issuer, CallerRates rates, TokenMetrics metrics, TimeProvider time, ILogger<TokenEndpoint> logger)
    : IDirectEndpoint
{
    private const int MaxInFlight = 200;

    /// <summary>How long one request may take.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private int _inFlight;

    public bool Serves(string path) => path is "/auth/token" or "/openshift/token";

    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await WriteAsync(context, StatusCodes.Status200OK, await AnswerAsync(context));
        }
        catch (TokenRefusalException e)
        {
            metrics.Count(e.Result);
            LogRefused(context.Request.Method, e.Code, e.Message);
            await RefuseAsync(context, e);
        }
    }

    /// <summary>Distribution's clients read the list of errors, OAuth's the two fields beside it.</summary>
    private static Task RefuseAsync(HttpContext context, TokenRefusalException refusal)
    {
        var headers = context.Response.Headers;
        switch (refusal.Code)
        {
            case StatusCodes.Status401Unauthorized:
                headers.WWWAuthenticate = $"Basic realm=\"{TokenIssuer.Name}\"";
                break;
            case StatusCodes.Status405MethodNotAllowed:
                headers.Allow = "GET, POST";
                break;
        }

        if (refusal.RetryAfter is { } wait)
        {
            headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, refusal.Code, new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["code"] = refusal.RegistryError, ["message"] = refusal.Message }),
            ["error"] = refusal.OauthError,
            ["error_description"] = refusal.Message,
        });
    }

    private static Task WriteAsync(HttpContext context, int code, JsonObject document)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(KubeJson.ToUtf8(document), context.RequestAborted).AsTask();
    }

    private static void EnsureOurs(string service)
    {
        if (service is not ("" or TokenIssuer.Name))
        {
            throw TokenRefusalException.BadService(
                $"tokens are issued for the service {TokenIssuer.Name}, not for {RequestedScopes.Excerpt(service)}: the registry's auth.token.service must be {TokenIssuer.Name}");
        }
    }

    private async Task<JsonObject> AnswerAsync(HttpContext context)
    {
        if (rates.FindWait(context.Connection.RemoteIpAddress ?? IPAddress.None) is { } wait)
        {
            throw TokenRefusalException.TooMany(wait);
        }

        try
        {
            return Interlocked.Increment(ref _inFlight) <= MaxInFlight
                ? await AnswerInTimeAsync(context)
                : throw TokenRefusalException.TooMany(TimeSpan.FromSeconds(1));
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task<JsonObject> AnswerInTimeAsync(HttpContext context)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var request = await TokenRequestReader.ReadAsync(context, either.Token);
            EnsureOurs(request.Service);
            return await IssueAsync(request, StoreCaller.Of(context) with { Response = null, CancellationToken = either.Token });
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw TokenRefusalException.Unavailable("the request took too long", e);
        }
        catch (Exception e) when (e is ApiException || ControlPlaneFailures.Includes(e))
        {
            LogFailed(e);
            throw TokenRefusalException.Unavailable("the cluster could not be asked for your rights", e);
        }
    }

    private async Task<JsonObject> IssueAsync(TokenRequest request, StoreCaller caller)
    {
        var asked = RequestedScopes.Read(request.Scopes);
        var user = await FindUserAsync(request.Credential, caller.CancellationToken);
        var granted = await grants.GrantAsync(user, asked.Scopes, caller);
        if (!issuer.IsReady)
        {
            throw TokenRefusalException.Unavailable("there is no key yet to sign tokens with");
        }

        var token = issuer.Issue(user.Name, granted);
        metrics.Count(asked.AreMetBy(granted) ? TokenMetrics.Issued : TokenMetrics.Trimmed);
        LogIssued(user.Name, granted.Count, asked.Scopes.Count + asked.LeftOut);
        return ToJson(token, granted, request.WantsRefreshToken ? request.Credential : null);
    }

    private async Task<AuthenticatedUser> FindUserAsync(string? credential, CancellationToken cancellationToken)
    {
        if (credential is null)
        {
            return AuthenticatedUser.Anonymous;
        }

        var user = await tokens.AuthenticateTokenAsync(credential, cancellationToken);
        return user?.WithAuthenticatedGroup()
            ?? throw TokenRefusalException.Unauthorized("the password is no token of this cluster, or no longer: kubectl create token SERVICEACCOUNT gives one");
    }

    /// <param name="token">The token.</param>
    /// <param name="granted">What it grants.</param>
    /// <param name="refreshToken">What its sender may send again; we keep none, so it is his own.</param>
    private static JsonObject ToJson(RegistryToken token, IReadOnlyList<RegistryAccess> granted, string? refreshToken)
    {
        var document = new JsonObject
        {
            ["token"] = token.Value,
            ["access_token"] = token.Value,
            ["expires_in"] = (long)token.Lifetime.TotalSeconds,
            ["issued_at"] = token.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["scope"] = string.Join(' ', granted),
        };
        if (refreshToken is not null)
        {
            document["refresh_token"] = refreshToken;
        }

        return document;
    }

    [LoggerMessage(LogLevel.Debug, "Issued a token to {User}: {Granted} of {Asked} scopes")]
    private partial void LogIssued(string user, int granted, int asked);

    [LoggerMessage(LogLevel.Information, "{Method}: no token, {Code}: {Reason}")]
    private partial void LogRefused(string method, int code, string reason);

    [LoggerMessage(LogLevel.Warning, "No token could be issued: the control plane could not be asked")]
    private partial void LogFailed(Exception exception);
}
