using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ControlPlane;

/// <summary>Keys and certificates in files: read if they are there and still good, else made (docs/spec/access.md#certificates).</summary>
internal sealed class CertificateFiles(PkiFolder folder, TimeProvider time)
{
    /// <summary>The authority in <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or only the certificate is there: nothing could be signed with it.</exception>
    public CertificateAuthority Authority(string name, string commonName, TimeSpan life)
    {
        var stored = FindCertificate($"{name}.crt");
        var key = FindKey($"{name}.key");
        if (key is null && stored is not null)
        {
            throw new InvalidDataException(
                $"{folder.PathOf(name + ".key")} is missing: put it back, or delete {folder.Path} to start with new certificates");
        }

        key ??= CreateKey($"{name}.key");
        if (stored is not null && !IsPair(stored, key))
        {
            throw new InvalidDataException(
                $"{folder.PathOf(name + ".key")} is not the key of {name}.crt: put it back, or delete {folder.Path} to start with new certificates");
        }

        if (stored is not null && !IsDue(stored))
        {
            return new CertificateAuthority(stored, key, time);
        }

        var made = CertificateAuthority.Create(commonName, key, life, time);
        folder.Write($"{name}.crt", made.Pem);
        return made;
    }

    /// <summary>The certificate with its key in <c>NAME.crt</c> and <c>NAME.key</c>; issued anew when it is due, damaged, or says something else.</summary>
    public X509Certificate2 Leaf(string name, CertificateProfile profile, CertificateAuthority authority)
    {
        if (FindLeaf(name) is { } stored)
        {
            if (!IsDue(stored) && profile.IsMetBy(stored) && authority.Issued(stored))
            {
                return stored;
            }

            stored.Dispose();
        }

        var issued = authority.Issue(profile);
        using var key = issued.GetECDsaPrivateKey()!;
        folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem() + "\n");
        folder.Write($"{name}.crt", issued.ExportCertificatePem() + "\n");
        return issued;
    }

    /// <summary>The key in <c>NAME.key</c>, with its public half in <c>NAME.pub</c> for whoever wants to verify.</summary>
    public ECDsa SigningKey(string name)
    {
        var key = FindKey($"{name}.key") ?? CreateKey($"{name}.key");
        var publicPem = key.ExportSubjectPublicKeyInfoPem() + "\n";
        if (folder.Find($"{name}.pub") != publicPem)
        {
            folder.Write($"{name}.pub", publicPem);
        }

        return key;
    }

    /// <summary>Two thirds of its life are over: time enough to find out before it ends.</summary>
    internal bool IsDue(X509Certificate2 certificate)
    {
        var begin = new DateTimeOffset(certificate.NotBefore);
        var life = new DateTimeOffset(certificate.NotAfter) - begin;
        return time.GetUtcNow() >= begin + (life * 2 / 3);
    }

    private static bool IsPair(X509Certificate2 certificate, ECDsa key)
    {
        using var publicKey = certificate.GetECDsaPublicKey();
        return publicKey is not null &&
            publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    private X509Certificate2? FindLeaf(string name)
    {
        if (folder.Find($"{name}.crt") is not { } certificate || folder.FindPrivate($"{name}.key") is not { } key)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null; // damaged, or a pair torn apart by a crash: what can be issued again needs no repair
        }
    }

    private X509Certificate2? FindCertificate(string file)
    {
        try
        {
            return folder.Find(file) is { } pem ? X509Certificate2.CreateFromPem(pem) : null;
        }
        catch (CryptographicException e)
        {
            throw Damaged(file, e);
        }
    }

    private ECDsa? FindKey(string file)
    {
        if (folder.FindPrivate(file) is not { } pem)
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw Damaged(file, e);
        }
    }

    private ECDsa CreateKey(string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Write(file, key.ExportPkcs8PrivateKeyPem() + "\n");
        return key;
    }

    private InvalidDataException Damaged(string file, Exception cause) => new(
        $"{folder.PathOf(file)} cannot be read ({cause.Message}): put it back, or delete {folder.Path} to start with new certificates", cause);
}
