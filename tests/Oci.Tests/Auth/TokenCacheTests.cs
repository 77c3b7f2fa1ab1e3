using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

public class TokenCacheTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Get_OverTheCapacity_DropsTheSoonestToExpire()
    {
        var cache = new TokenCache(_time, capacity: 4);
        for (var i = 1; i <= 5; i++)
        {
            await cache.GetAsync(Key(i), _ => Fetch(i), default);
        }

        Enumerable.Range(1, 5).Where(i => cache.Has(Key(i))).Should().Equal(4, 5);
        (await cache.GetAsync(Key(1), _ => Fetch(1), default)).Value.Should().Be("token1");
    }

    [Fact]
    public async Task Get_AfterAFailedFetch_FetchesAgain()
    {
        var cache = new TokenCache(_time, capacity: 4);
        var failing = () => cache.GetAsync(Key(1), _ => throw new RegistryException(RegistryErrorKind.Server, "no", null), default);
        await failing.Should().ThrowAsync<RegistryException>();

        (await cache.GetAsync(Key(1), _ => Fetch(1), default)).Value.Should().Be("token1");
    }

    private static TokenKey Key(int i) => new("registry", new Uri("https://registry/token"), "service", $"scope{i}", null);

    private Task<Token> Fetch(int i) => Task.FromResult(new Token($"token{i}", _time.GetUtcNow().AddMinutes(i)));
}
