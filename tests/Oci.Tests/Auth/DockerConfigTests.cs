using System.Text;

namespace ImageStreams.Oci.Tests;

public class DockerConfigTests
{
    private static readonly string Auth = Convert.ToBase64String("bob:pass:word"u8);

    [Fact]
    public void Parse_OfAConfigFile_ReadsEachKindOfCredential()
    {
        var config = Parse($$$"""
            {"auths":{
              "quay.io":{"auth":"{{{Auth}}}","email":"x"},
              "https://index.docker.io/v1/":{"username":"u","password":"p"},
              "acr.example.com":{"auth":"{{{Convert.ToBase64String("00000000-0000-0000-0000-000000000000:"u8)}}}","identitytoken":"refresh"},
              "token.example.com":{"registrytoken":"bearer"}},
             "credsStore":"desktop"}
            """);

        config.Ignored.Should().BeEmpty();
        config.Entries.Select(e => e.Key.ToString()).Should().Equal("quay.io", "index.docker.io", "acr.example.com", "token.example.com");
        config.Entries[0].Credential.Should().Be(new RegistryCredential { Username = "bob", Password = "pass:word" });
        config.Entries[1].Credential.Should().Be(new RegistryCredential { Username = "u", Password = "p" });
        config.Entries[2].Credential.IdentityToken.Should().Be("refresh");
        config.Entries[3].Credential.RegistryToken.Should().Be("bearer");
    }

    [Fact]
    public void ParseLegacy_OfADockercfg_ReadsTheSame()
    {
        var config = DockerConfig.ParseLegacy(Encoding.UTF8.GetBytes($$$"""{"quay.io":{"auth":"{{{Auth}}}"}}"""));

        config.Entries.Should().ContainSingle().Which.Credential.Password.Should().Be("pass:word");
    }

    [Fact]
    public void Parse_OfUnusableEntries_KeepsTheOthersAndNamesThem()
    {
        var config = Parse($$$"""
            {"auths":{"a.io":{"auth":"???"},"b.io":{"auth":"bm9jb2xvbg=="},"c.io":{},"d.io":"x","e.io":null,"":{"auth":"{{{Auth}}}"},"f.io":{"auth":"{{{Auth}}}"} }}
            """);

        config.Entries.Should().ContainSingle().Which.Key.Host.Should().Be("f.io");
        config.Ignored.Should().BeEquivalentTo("a.io", "b.io", "c.io", "d.io", "e.io", "");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"auths\":null}")]
    [InlineData("{\"auths\":{}}")]
    public void Parse_WithoutEntries_IsEmpty(string json) => Parse(json).Entries.Should().BeEmpty();

    [Theory]
    [InlineData("s3cret")]
    [InlineData("{\"auths\":{\"quay.io\":{\"auth\":s3cret}}}")]
    [InlineData("[\"s3cret\"]")]
    [InlineData("{\"auths\":\"s3cret\"}")]
    [InlineData("")]
    public void Parse_OfAnythingElse_SaysSoWithoutTheContent(string json)
    {
        var parse = () => Parse(json);

        parse.Should().Throw<FormatException>().Which.ToString().Should().NotContain("s3cret");
    }

    private static DockerConfig Parse(string json) => DockerConfig.Parse(Encoding.UTF8.GetBytes(json));
}
