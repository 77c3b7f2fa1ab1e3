using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.GenericApiServer;

/// <summary>Reads names out of the subject of a certificate; several values for one name are all seen.</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    /// <summary>The last common name; empty when there is none.</summary>
    public static string CommonNameOf(X509Certificate2 certificate) => Values(certificate, CommonName).LastOrDefault("");

    public static IReadOnlyList<string> OrganizationsOf(X509Certificate2 certificate) => [.. Values(certificate, Organization)];

    private static List<string> Values(X509Certificate2 certificate, string type)
    {
        List<string> values = [];
        var subject = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (subject.HasData)
        {
            var parts = subject.ReadSetOf(skipSortOrderValidation: true);
            while (parts.HasData)
            {
                var part = parts.ReadSequence();
                if (part.ReadObjectIdentifier() == type)
                {
                    values.Add(part.ReadCharacterString((UniversalTagNumber)part.PeekTag().TagValue));
                }
            }
        }

        return values;
    }
}
