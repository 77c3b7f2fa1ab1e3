using ImageStreams.TestKit;

namespace ImageStreams.Oci.Tests;

public class PlainHostsTests
{
    [Fact]
    public void Has_AfterAWhile_Forgets()
    {
        var time = new ManualTimeProvider();
        var hosts = new PlainHosts(time);
        hosts.Add("registry:5000");

        hosts.Has("Registry:5000").Should().BeTrue();
        hosts.Has("registry").Should().BeFalse();
        time.Advance(TimeSpan.FromMinutes(6));
        hosts.Has("registry:5000").Should().BeFalse("a registry may have got a certificate meanwhile");
    }

    [Fact]
    public void Remove_TakesEffectAtOnce()
    {
        var hosts = new PlainHosts(TimeProvider.System);
        hosts.Add("registry:5000");

        hosts.Remove("registry:5000");

        hosts.Has("registry:5000").Should().BeFalse();
    }
}
