using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Believes what a front proxy says about the sender, over the proxy's own verified client certificate and not otherwise.</summary>
/// <remarks>
/// A request that names a user in a proxy's header without being the proxy's is refused as a whole: it is forged. docs/spec/server.md#front-proxy
/// </remarks>
public sealed class FrontProxyAuthenticator(IRequestHeaderConfiguration configuration, TimeProvider time) : IAuthenticator
{
    private const string CustomaryUserHeader = "X-Remote-User";

    private readonly CertificateVerifier _verifier = new(time);

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Authenticate(context));

    private AuthenticationResult Authenticate(HttpContext context)
    {
        var settings = configuration.Current;
        var headers = context.Request.Headers;
        var name = FirstValue(headers, settings?.UsernameHeaders ?? [CustomaryUserHeader]);
        if (name.Length == 0)
        {
            Drop(headers, settings);
            return AuthenticationResult.NoCredentials;
        }

        var problem = Problem(context, settings);
        if (problem is not null)
        {
            Drop(headers, settings);
            return AuthenticationResult.Refuse($"front-proxy headers: {problem}");
        }

        var user = new AuthenticatedUser
        {
            Name = name,
            Uid = FirstValue(headers, settings!.UidHeaders),
            Groups = [.. settings.GroupHeaders.SelectMany(h => headers[h]).OfType<string>().Where(g => g.Length > 0)],
            Extra = Extra(headers, settings),
        };
        Drop(headers, settings);
        return AuthenticationResult.Success(user);
    }

    private string? Problem(HttpContext context, RequestHeaderSettings? settings)
    {
        if (settings is not { Authorities.Count: > 0 })
        {
            return "no front proxy is known";
        }

        if (context.Connection.ClientCertificate is not { } certificate)
        {
            return "no client certificate";
        }

        if (_verifier.Problem(certificate, settings.Authorities) is { } problem)
        {
            return problem;
        }

        var commonName = CertificateNames.CommonNameOf(certificate);
        return settings.AllowedNames.Count == 0 || settings.AllowedNames.Contains(commonName)
            ? null
            : $"{GoText.Quote(commonName)} is not a front proxy's name";
    }

    private static string FirstValue(IHeaderDictionary headers, IReadOnlyList<string> names) =>
        names.SelectMany(n => headers[n]).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v))?.Trim() ?? "";

    private static Dictionary<string, IReadOnlyList<string>> Extra(IHeaderDictionary headers, RequestHeaderSettings settings)
    {
        Dictionary<string, IReadOnlyList<string>> extra = [];
        foreach (var prefix in settings.ExtraHeaderPrefixes)
        {
            foreach (var (header, values) in headers.Where(h => h.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                var key = Uri.UnescapeDataString(header[prefix.Length..].ToLowerInvariant());
                extra[key] = [.. extra.GetValueOrDefault(key, []), .. values.OfType<string>()];
            }
        }

        return extra;
    }

    private static void Drop(IHeaderDictionary headers, RequestHeaderSettings? settings)
    {
        RequestHeaderNames.RemoveFrom(headers);
        if (settings is null)
        {
            return;
        }

        foreach (var name in settings.UsernameHeaders.Concat(settings.UidHeaders).Concat(settings.GroupHeaders))
        {
            headers.Remove(name);
        }

        foreach (var name in headers.Keys.Where(k => settings.ExtraHeaderPrefixes.Any(p => k.StartsWith(p, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            headers.Remove(name);
        }
    }
}
