using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageStreams.Entities;
using ImageStreams.Images;

namespace ImageStreams.ApiServer.Tests;

public sealed partial class MetadataTranslationTests
{
    private const string Letters = "ab9._-:@/%AZ ü\u0001";

    [Fact]
    public void ToStoredAndBack_OfAnyName_IsTheSame()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 2_000; i++)
        {
            var name = AnyName(random);
            if (StoredNames.FindProblem(name) is not null)
            {
                continue;
            }

            var metadata = Metadata(name, AnyName(random));
            var stored = MetadataTranslation.ToStored(metadata, null);

            Subdomain().IsMatch(stored.Name!).Should().BeTrue("{0} is stored", stored.Name);
            stored.OwnerReferences![0].ApiVersion.Should().Be(
                StoredNames.FindProblem(metadata.OwnerReferences![0].Name!) is null ? "image.openshift.io/v1stored" : "image.openshift.io/v1");
            var served = MetadataTranslation.ToServed(stored);
            Text(served).Should().Be(Text(metadata));
        }
    }

    [Fact]
    public void ToStoredAndBack_OfAGeneratedName_KeepsItsPrefix()
    {
        var served = new ObjectMeta { Name = "gen_1", GenerateName = "gen_" };

        var stored = MetadataTranslation.ToStored(served, null);

        stored.Should().BeEquivalentTo(new ObjectMeta { Name = "gen--5f1", GenerateName = "gen--5f" });
        MetadataTranslation.ToServed(stored).Should().BeEquivalentTo(served);
    }

    [Fact]
    public void ToServed_OfANameOfSomebodyElse_ShowsItAsItIs()
    {
        MetadataTranslation.ToServed(new ObjectMeta { Name = "a--zz", Namespace = "n", ResourceVersion = "7" })
            .Should().BeEquivalentTo(new ObjectMeta { Name = "a--zz", Namespace = "n", ResourceVersion = "7" });
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    private static string Text(ObjectMeta metadata) => JsonSerializer.Serialize(metadata, EntitiesJsonContext.Default.ObjectMeta);

    private static ObjectMeta Metadata(string name, string owner) => new()
    {
        Name = name,
        Namespace = "n",
        Uid = "u",
        OwnerReferences = [new OwnerReference { ApiVersion = "image.openshift.io/v1", Kind = "ImageStream", Name = owner, Uid = "o" }],
        Labels = new Dictionary<string, string> { ["a"] = name },
    };

    private static string AnyName(Random random) => random.Next(8) == 0
        ? $"sha256:{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}"
        : string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Letters[random.Next(Letters.Length)]));
}
