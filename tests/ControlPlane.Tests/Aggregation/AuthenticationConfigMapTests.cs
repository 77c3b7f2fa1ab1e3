using ImageStreams.Entities;
using ImageStreams.TestKit;

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

    private IReadOnlyDictionary<string, string> Data() => _temporary.Store.Current
        .Find(OwnObjects.KeyOf<ConfigMap>("kube-system", "extension-apiserver-authentication"))!.Decode(ConfigMap.JsonTypeInfo).Data!;
}
