using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.TestKit;

/// <summary>
/// A token service as registries send their clients to: it lets <see cref="DockerRegistryProcess.Username"/> do what he asks for, and
/// everybody pull what lies below <see cref="Public"/>. A wrong password is refused.
/// </summary>
public sealed class TestTokenService : IAsyncDisposable
{
    public const string Public = "public/";

    private const string Path = "/token";
    private const string Service = "test-tokens";

    private readonly TestCertificateAuthority _authority = new("tokens");
    private readonly X509Certificate2 _signer;
    private readonly FaultyRegistry _server;

    private TestTokenService(FaultyRegistry server)
    {
        _server = server;
        _signer = _authority.Server("tokens").ToX509();
        _server.On($"GET {Path}", AnswerAsync);
    }

    public IReadOnlyList<RecordedRequest> Requests => _server.Requests;

    public static async Task<TestTokenService> StartAsync() => new(await FaultyRegistry.StartAsync());

    /// <summary>Its address, under another name of this machine if wanted: to a client that is another host.</summary>
    public string Realm(string host) => new UriBuilder($"{_server.Url}{Path}") { Host = host }.Uri.ToString();

    /// <summary>A registry that sends its clients here, and names us by this host.</summary>
    public DockerRegistryOptions Registry(string host) => new()
    {
        TokenRealm = new Uri(Realm(host)),
        TokenCertificates = _authority.Pem,
        TokenService = Service,
    };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _signer.Dispose();
        _authority.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        var login = context.Request.Headers.Authorization.ToString();
        var isUser = login == $"Basic {Encode64($"{DockerRegistryProcess.Username}:{DockerRegistryProcess.Password}")}";
        return login.Length > 0 && !isUser
            ? Answers.Error(401, "UNAUTHORIZED", "incorrect username or password")(context)
            : Answers.Token(Issue(context.Request.Query["scope"], isUser), expiresIn: 300)(context);
    }

    private string Issue(IEnumerable<string?> scopes, bool isUser)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = Service,
            ["sub"] = isUser ? DockerRegistryProcess.Username : "",
            ["aud"] = Service,
            ["nbf"] = now.AddMinutes(-1).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = new JsonArray([.. scopes.OfType<string>().Select(scope => Grant(scope, isUser)).OfType<JsonObject>()]),
        };
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "ES256", ["x5c"] = new JsonArray(Convert.ToBase64String(_signer.RawData)) };
        var signed = $"{EncodeUrl(header)}.{EncodeUrl(claims)}";
        using var key = _signer.GetECDsaPrivateKey()!;
        return $"{signed}.{EncodeUrl(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static JsonObject? Grant(string scope, bool isUser)
    {
        if (scope.Split(':') is not ["repository", var name, var wanted])
        {
            return null;
        }

        var actions = isUser ? wanted.Split(',') : name.StartsWith(Public, StringComparison.Ordinal) ? ["pull"] : [];
        return new JsonObject { ["type"] = "repository", ["name"] = name, ["actions"] = new JsonArray([.. actions.Select(a => JsonValue.Create(a))]) };
    }

    private static string Encode64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string EncodeUrl(JsonObject json) => EncodeUrl(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string EncodeUrl(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
