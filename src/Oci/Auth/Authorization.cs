using System.Text;

namespace ImageStreams.Oci;

/// <summary>The value of an Authorization header, and how to keep it out of texts.</summary>
internal sealed class Authorization
{
    private readonly string _header;
    private readonly IReadOnlyList<string> _secrets;

    private Authorization(string scheme, string parameter, IReadOnlyList<string> secrets)
    {
        _header = $"{scheme} {parameter}";
        _secrets = [parameter, .. secrets.Where(s => s.Length > 0)];
    }

    /// <summary>Where the token came from, if one was fetched.</summary>
    public TokenKey? TokenKey { get; private init; }

    public static Authorization Basic(RegistryCredential credential) => new(
        "Basic",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")),
        [credential.Password]);

    public static Authorization Bearer(string token) => new("Bearer", token, []);

    public static Authorization Bearer(string token, TokenKey key) =>
        new("Bearer", token, SecretsOf(key.Credential)) { TokenKey = key };

    public void ApplyTo(HttpRequestMessage message) => message.Headers.TryAddWithoutValidation("Authorization", _header);

    /// <summary>Takes out of a foreign text what we sent: a registry might echo it.</summary>
    public string Redact(string text) => Redact(text, _secrets);

    public static string Redact(string text, RegistryCredential? credential) => Redact(text, SecretsOf(credential));

    public override string ToString() => nameof(Authorization);

    private static string Redact(string text, IReadOnlyList<string> secrets) =>
        secrets.Aggregate(text, (result, secret) => result.Replace(secret, "***", StringComparison.Ordinal));

    private static IReadOnlyList<string> SecretsOf(RegistryCredential? credential)
    {
        if (credential is null)
        {
            return [];
        }

        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"));
        string[] secrets = [basic, credential.Password, credential.IdentityToken, credential.RegistryToken];
        return [.. secrets.Where(s => s.Length > 0)];
    }
}
