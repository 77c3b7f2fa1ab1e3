using System.Security.Cryptography.X509Certificates;

namespace ImageStreams.ApiServer.Tests;

public sealed class TokenKeySetTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TokenSettings Daily = new();

    [Fact]
    public void Renew_WithoutAnything_MakesAnAuthorityAndTwoKeysOfIt()
    {
        var set = TokenKeySet.Renew(null, Daily, Start);

        set.Authorities.Next.Should().BeNull();
        set.FormerPem.Should().BeEmpty();
        set.Current.Should().NotBe(set.Next);
        IsTrusted(set.Current!, set.Authorities.Bundle, Start).Should().BeTrue();
        IsTrusted(set.Next, set.Authorities.Bundle, Start).Should().BeTrue();
    }

    [Fact]
    public void Renew_BeforeItIsTime_LeavesAllAsItIs()
    {
        var set = TokenKeySet.Renew(null, Daily, Start);

        TokenKeySet.Renew(set, Daily, Start.AddHours(23.9)).Should().BeSameAs(set);
    }

    [Fact]
    public void Renew_AfterADay_PutsTheNextKeyInForceAndKeepsTheOneBefore()
    {
        var first = TokenKeySet.Renew(null, Daily, Start);

        var second = TokenKeySet.Renew(first, Daily, Start.AddDays(1));

        second.Current.Should().Be(first.Next);
        second.FormerPem.Should().Be(first.Current!.CertificatePem);
        second.Next.Should().NotBe(first.Next);
        second.Authorities.Should().Be(first.Authorities);
        TokenKeySet.Renew(second, Daily, Start.AddDays(1.9)).Should().BeSameAs(second);
    }

    [Fact]
    public void Renew_YearAfterYear_NeverSignsWithWhatARegistryOfThreeYearsAgoDoesNotTrust()
    {
        var settings = Daily with { KeyLifetime = TimeSpan.FromDays(30) };
        var (set, bundles) = (TokenKeySet.Renew(null, settings, Start), new Queue<string>());
        for (var now = Start; now < Start.AddYears(25); now = now.AddDays(15))
        {
            set = TokenKeySet.Read(TokenKeySet.Renew(set, settings, now).ToData())!;
            bundles.Enqueue(set.Authorities.Bundle);

            IsTrusted(set.Current!, bundles.Peek(), now).Should().BeTrue("{0} is no reason to start a registry anew", now);
            if (bundles.Count > 2 * 36)
            {
                bundles.Dequeue();
            }
        }
    }

    [Fact]
    public void Renew_AfterALongPause_SignsWithAKeyInForce()
    {
        var set = TokenKeySet.Renew(null, Daily, Start);

        var later = TokenKeySet.Renew(set, Daily, Start.AddDays(300));

        later.Authorities.Should().Be(set.Authorities);
        IsTrusted(later.Current!, set.Authorities.Bundle, Start.AddDays(300)).Should().BeTrue();
        new[] { set.Current, set.Next }.Should().NotContain(later.Current);
    }

    [Fact]
    public void Renew_OtherAlgorithm_TakesEffectAtOnce_UnderTheSameAuthority()
    {
        var set = TokenKeySet.Renew(null, Daily, Start);

        var rsa = TokenKeySet.Renew(set, Daily with { Algorithm = TokenSettings.Rs256 }, Start.AddHours(1));

        rsa.Authorities.Should().Be(set.Authorities);
        rsa.FormerPem.Should().Be(set.Current!.CertificatePem);
        foreach (var pair in new[] { rsa.Current!, rsa.Next })
        {
            using var certificate = pair.ToX509();
            certificate.GetRSAPrivateKey()!.KeySize.Should().Be(2048);
            IsTrusted(pair, set.Authorities.Bundle, Start.AddHours(1)).Should().BeTrue();
        }
    }

    [Fact]
    public void Renew_KeyForEver_IsReplacedOnlyWithItsAuthority()
    {
        var settings = Daily with { KeyLifetime = TimeSpan.Zero };
        var set = TokenKeySet.Renew(null, settings, Start);

        TokenKeySet.Renew(set, settings, Start.AddYears(4)).Should().BeSameAs(set);
        TokenKeySet.Renew(set, settings, Start.AddYears(7)).Current.Should().Be(set.Current);
    }

    [Fact]
    public void Renew_KeyThatSomebodyTookAway_IsFollowedByTheNext()
    {
        var set = TokenKeySet.Renew(null, Daily, Start);
        var data = set.ToData().Where(d => d.Key != "current.key").ToDictionary();

        var renewed = TokenKeySet.Renew(TokenKeySet.Read(data), Daily, Start.AddHours(1));

        renewed.Current.Should().Be(set.Next);
        renewed.FormerPem.Should().BeEmpty("what was taken away is not vouched for");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6 * 365)]
    [InlineData(8.5 * 365)]
    public void Read_WhatWasWritten_IsTheSame(double days)
    {
        var set = TokenKeySet.Renew(null, Daily, Start);
        set = TokenKeySet.Renew(set, Daily, Start.AddDays(days));
        set = TokenKeySet.Renew(set, Daily, Start.AddDays(days));

        TokenKeySet.Read(set.ToData()).Should().BeEquivalentTo(set, o => o.ComparingByValue<CertificatePair>());
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("ca.key")]
    [InlineData("current.crt")]
    [InlineData("next.key")]
    public void Read_SecretThatIsBroken_IsNone(string key)
    {
        var data = new Dictionary<string, byte[]>(TokenKeySet.Renew(null, Daily, Start).ToData()) { [key] = "nonsense"u8.ToArray() };

        TokenKeySet.Read(data).Should().BeNull();
        TokenKeySet.Read(null).Should().BeNull();
        TokenKeySet.Read(new Dictionary<string, byte[]>()).Should().BeNull();
    }

    [Fact]
    public void Renew_KeyOfAnotherAuthority_IsMadeAnew()
    {
        var (ours, theirs) = (TokenKeySet.Renew(null, Daily, Start), TokenKeySet.Renew(null, Daily, Start));

        var renewed = TokenKeySet.Renew(ours with { Current = theirs.Current, Next = theirs.Next }, Daily, Start);

        IsTrusted(renewed.Current!, ours.Authorities.Bundle, Start).Should().BeTrue();
    }

    /// <summary>As a registry looks at it.</summary>
    private static bool IsTrusted(CertificatePair pair, string bundle, DateTimeOffset now)
    {
        using var certificate = pair.ToX509();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(bundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        return chain.Build(certificate);
    }
}
