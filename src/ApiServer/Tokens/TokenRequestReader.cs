using System.Text;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ImageStreams.ApiServer;

/// <summary>Reads requests for tokens, by GET and by POST (docs/spec/tokens.md#requests).</summary>
internal static class TokenRequestReader
{
    /// <summary>How many bytes a request may have.</summary>
    public const int MaxBytes = 32 * 1024;

    private const string Form = "application/x-www-form-urlencoded";

    /// <exception cref="TokenRefusalException">It cannot be read.</exception>
    public static async Task<TokenRequest> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget.Length > MaxBytes)
        {
            throw TokenRefusalException.TooLarge(MaxBytes);
        }

        return HttpMethods.IsGet(context.Request.Method) ? ReadQuery(context.Request)
            : HttpMethods.IsPost(context.Request.Method) ? ReadForm(await ReadFormAsync(context, cancellationToken))
            : throw TokenRefusalException.MethodNotAllowed();
    }

    private static TokenRequest ReadQuery(HttpRequest request) => new()
    {
        Credential = CredentialOf(request.Headers.Authorization),
        Service = Single(request.Query["service"], "service"),
        Scopes = [.. request.Query["scope"].SelectMany(s => Split(s))],
    };

    private static TokenRequest ReadForm(Dictionary<string, StringValues> form)
    {
        var grant = Single(form.GetValueOrDefault("grant_type"), "grant_type");
        var field = grant switch
        {
            "password" => "password",
            "refresh_token" => "refresh_token",
            "" => throw TokenRefusalException.BadRequest("grant_type is missing"),
            _ => throw TokenRefusalException.BadGrantType("grant_type must be password or refresh_token"),
        };
        var credential = Single(form.GetValueOrDefault(field), field);
        return new TokenRequest
        {
            Credential = credential.Length > 0 ? credential : throw TokenRefusalException.Unauthorized($"{field} is empty: it must be a token of the cluster"),
            Service = Single(form.GetValueOrDefault("service"), "service"),
            Scopes = [.. form.GetValueOrDefault("scope").SelectMany(s => Split(s))],
            WantsRefreshToken = Single(form.GetValueOrDefault("access_type"), "access_type") == "offline",
        };
    }

    private static async Task<Dictionary<string, StringValues>> ReadFormAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals(Form, StringComparison.OrdinalIgnoreCase) != true)
        {
            throw TokenRefusalException.BadRequest($"the body must be {Form}");
        }

        try
        {
            var body = await RequestBody.TryReadAsync(context, MaxBytes, cancellationToken) ?? throw TokenRefusalException.TooLarge(MaxBytes);
            return new FormReader(Encoding.UTF8.GetString(body.Span)).ReadForm();
        }
        catch (InvalidDataException)
        {
            throw TokenRefusalException.BadRequest("the body is no form"); // what the exception says may quote it
        }
    }

    /// <summary>The token of a header: the password of Basic, whoever the user says he is, or what Bearer has.</summary>
    private static string? CredentialOf(StringValues header)
    {
        if (header.Count == 0)
        {
            return null;
        }

        if (header.Count > 1)
        {
            throw TokenRefusalException.BadRequest("there must be one Authorization header");
        }

        var parts = (header.ToString().Trim() + " ").Split(' ', 2, StringSplitOptions.TrimEntries);
        return parts[0].ToLowerInvariant() switch
        {
            "basic" => PasswordOf(parts[1]),
            "bearer" when parts[1].Length > 0 => parts[1],
            _ => throw TokenRefusalException.Unauthorized("Authorization must be Basic or Bearer, with a token of the cluster"),
        };
    }

    private static string PasswordOf(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            throw TokenRefusalException.Unauthorized("the Authorization header is not in base64");
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        return parts.Length == 2 && parts[1].Length > 0
            ? parts[1]
            : throw TokenRefusalException.Unauthorized("the password is empty: it must be a token of the cluster");
    }

    private static string Single(StringValues values, string name) => values.Count <= 1
        ? values.ToString()
        : throw TokenRefusalException.BadRequest($"{GoText.Quote(name)} must be there once");

    private static string[] Split(string? scopes) => scopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
