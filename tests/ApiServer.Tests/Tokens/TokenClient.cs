using System.Net.Http.Headers;
using System.Text;

namespace ImageStreams.ApiServer.Tests;

/// <summary>A registry's client, as it asks for tokens.</summary>
internal sealed class TokenClient(ApiClient http)
{
    public const string Path = "/auth/token";

    /// <summary>Asks by GET; a password goes with the user name <c>anything</c>.</summary>
    public Task<Answer> GetAsync(string? password, params IEnumerable<string> scopes) => GetAsync(Path, password is null ? null : Basic($"anything:{password}"), scopes);

    public Task<Answer> GetAsync(string path, string? authorization, IEnumerable<string> scopes)
    {
        var query = string.Concat(scopes.Select(s => $"&scope={Uri.EscapeDataString(s)}"));
        return SendAsync(HttpMethod.Get, $"{path}?service=imagestreams&account=anything{query}", null, authorization is null ? [] : [authorization]);
    }

    public Task<Answer> PostAsync(params IEnumerable<(string Name, string Value)> fields) =>
        PostAsync(string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}")), "application/x-www-form-urlencoded");

    public Task<Answer> PostAsync(string body, string type) => http.SendAsync(HttpMethod.Post, Path, body, type);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? body, IEnumerable<string> authorization) =>
        http.SendAsync(method, path, body, "application/x-www-form-urlencoded", null, authorization.Select(a => ("Authorization", a)));

    public async Task<IssuedToken> TokenAsync(string? password, params IEnumerable<string> scopes) =>
        new((string)(await GetAsync(password, scopes)).Expect(200)["token"]!);

    public static string Basic(string userAndPassword) =>
        new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(userAndPassword))).ToString();
}
