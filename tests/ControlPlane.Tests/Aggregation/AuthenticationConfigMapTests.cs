using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class AuthenticationConfigMapTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterCertificates _certificates;
    private readonly OwnObjects _objects;

    public AuthenticationConfigMapTests()
    {
        _certificates = new ClusterCertificates(_folder.PathOf("pki"), [], _time);
        _objects = new OwnObjects(_temporary.Store, _time);
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _temporary.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_Always_SaysWhomToBelieve()
    {
        await AuthenticationConfigMap.WriteAsync(_objects, _certificates);
        var revision = _temporary.Store.Current.Revision;

        Data().Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["client-ca-file"] = _certificates.Authority.Pem,
            ["requestheader-client-ca-file"] = _certificates.FrontProxyAuthority.Pem,
            ["requestheader-allowed-names"] = "[\"front-proxy-client\"]",
            ["requestheader-username-headers"] = "[\"X-Remote-User\"]",
            ["requestheader-uid-headers"] = "[\"X-Remote-Uid\"]",
            ["requestheader-group-headers"] = "[\"X-Remote-Group\"]",
            ["requestheader-extra-headers-prefix"] = "[\"X-Remote-Extra-\"]",
        });
        await AuthenticationConfigMap.WriteAsync(_objects, _certificates);
        _temporary.Store.Current.Revision.Should().Be(revision, "nothing changed");
    }

    [Fact]
    public async Task Rotation_WhenAnAuthorityIsDue_PublishesItAnew()
    {
        await AuthenticationConfigMap.WriteAsync(_objects, _certificates);
        var before = Data()["client-ca-file"];
        using var rotation = new CertificateRotation(
            _certificates, () => AuthenticationConfigMap.WriteAsync(_objects, _certificates), _time, NullLogger<CertificateRotation>.Instance);
        await rotation.StartAsync(default);
        await Eventually.Succeeds(() => _time.WaitingTimers.Should().Be(1));

        _time.Advance(TimeSpan.FromHours(6));
        Data()["client-ca-file"].Should().Be(before);
        for (var day = 0; day < 2500; day += 50)
        {
            _time.Advance(TimeSpan.FromDays(50));
        }

        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromHours(6));
            Data()["client-ca-file"].Should().NotBe(before).And.Be(_certificates.Authority.Pem);
        });
        await rotation.StopAsync(default);
    }

    private IReadOnlyDictionary<string, string> Data() => _temporary.Store.Current
        .Find(OwnObjects.KeyOf<ConfigMap>("kube-system", "extension-apiserver-authentication"))!.Decode(ConfigMap.JsonTypeInfo).Data!;
}
