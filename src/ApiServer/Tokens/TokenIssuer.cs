using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace ImageStreams.ApiServer;

/// <summary>Issues the tokens that the integrated registry lets in by (docs/spec/tokens.md#tokens). What a token grants is for its caller to have found out.</summary>
public sealed class TokenIssuer
{
    /// <summary>Who issues the tokens, and for whom: <c>issuer</c> and <c>service</c> of the registry's configuration.</summary>
    public const string Name = "imagestreams";

    /// <summary>How far a registry's clock may be behind ours.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    private readonly SharedTokenKeys _keys;
    private readonly TokenSettingsSource _settings;
    private readonly TimeProvider _time;

    internal TokenIssuer(SharedTokenKeys keys, TokenSettingsSource settings, TimeProvider time) => (_keys, _settings, _time) = (keys, settings, time);

    /// <summary>Whether there is a key to sign with: from shortly after the start, and then for ever.</summary>
    public bool IsReady => _keys.Current is not null;

    /// <summary>A token for <paramref name="subject"/> that grants <paramref name="access"/>, and nothing else.</summary>
    /// <exception cref="InvalidOperationException">There is no key yet: see <see cref="IsReady"/>.</exception>
    public RegistryToken Issue(string subject, params IReadOnlyList<RegistryAccess> access)
    {
        var keys = _keys.Current ?? throw new InvalidOperationException("there is no key yet that tokens could be signed with");
        var (now, lifetime) = (ToSeconds(_time.GetUtcNow()), _settings.Current.Lifetime);
        var value = keys.Signer.Sign(new SecurityTokenDescriptor
        {
            Issuer = Name,
            Audience = Name,
            IssuedAt = (now - ClockSkew).UtcDateTime, // some registries take no token of a later time than theirs
            NotBefore = (now - ClockSkew).UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = subject,
                ["jti"] = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16)),
                ["access"] = ToJson(access),
            },
        });
        return new(value, now, lifetime);
    }

    private static DateTimeOffset ToSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static JsonElement ToJson(IReadOnlyList<RegistryAccess> access)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var entry in access)
            {
                Write(writer, entry);
            }

            writer.WriteEndArray();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, RegistryAccess entry)
    {
        writer.WriteStartObject();
        writer.WriteString("type", entry.Type);
        writer.WriteString("name", entry.Name);
        writer.WriteStartArray("actions");
        foreach (var action in entry.Actions)
        {
            writer.WriteStringValue(action);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
