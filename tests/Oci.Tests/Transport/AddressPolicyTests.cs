using System.Net;

namespace ImageStreams.Oci.Tests;

public class AddressPolicyTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")] // 169.254.169.254 through NAT64
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void Refuse_OfMetadataAndLinkLocalAddresses_SaysWhy(string address) =>
        AddressPolicy.Refuse(IPAddress.Parse(address), mayBeLoopback: true).Should().NotBeNull();

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("fd12::1")]
    [InlineData("100.64.0.1")]
    [InlineData("8.8.8.8")]
    [InlineData("2001:db8::1")]
    public void Refuse_OfPrivateAndPublicAddresses_IsNull(string address) =>
        AddressPolicy.Refuse(IPAddress.Parse(address), mayBeLoopback: false).Should().BeNull();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Refuse_OfThisMachine_DependsOnWhoNamedIt(string address)
    {
        AddressPolicy.Refuse(IPAddress.Parse(address), mayBeLoopback: true).Should().BeNull();
        AddressPolicy.Refuse(IPAddress.Parse(address), mayBeLoopback: false).Should().NotBeNull();
    }

    // ggcr#2440: a guard that looks at literals only is passed by a name. The addresses here are what a name resolved to.
    [Fact]
    public void Judge_OfANameThatResolvesToAForbiddenAddress_Refuses_GGCR_2440()
    {
        var judge = () => RegistryConnector.Judge("metadata.example.com", [IPAddress.Parse("169.254.169.254")], mayBeLoopback: true);

        judge.Should().Throw<IOException>().WithMessage("*metadata.example.com*link-local*");
    }

    [Fact]
    public void Judge_OfANameWithSeveralAddresses_KeepsTheAllowedOnes()
    {
        var judged = RegistryConnector.Judge("r.example.com", [IPAddress.Parse("169.254.1.1"), IPAddress.Parse("10.0.0.1")], mayBeLoopback: true);

        judged.Should().Equal(IPAddress.Parse("10.0.0.1"));
    }
}
