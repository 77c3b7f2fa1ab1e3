using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer.Tests;

public sealed class TokenKeyIdTests
{
    /// <summary>The key is the one of the example in RFC 7517; the id was computed by other means: hash of the DER form, 30 bytes.</summary>
    [Fact]
    public void Of_KnownKey_IsItsFingerprint()
    {
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Convert.FromBase64String("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4="),
                Y = Convert.FromBase64String("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM="),
            },
        });

        TokenKeyId.Of(new PublicKey(key)).Should().Be("KG4U:JTP2:KRGU:YMTT:VJV7:GUDC:LJ65:KO53:NJYX:EMTU:6U4L:DGRA");
    }
}
