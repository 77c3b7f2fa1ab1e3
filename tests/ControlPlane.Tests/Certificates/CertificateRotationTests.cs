using ImageStreams.Entities;
using ImageStreams.TestKit;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class CertificateRotationTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterCertificates _certificates;
    private readonly OwnObjects _objects;
    private readonly AccessPublisher _publisher;

    public CertificateRotationTests()
    {
        _certificates = new ClusterCertificates(Path.Combine(_temporary.Directory, "pki"), [], _time);
        _objects = new OwnObjects(_temporary.Store, _time);
        _publisher = new AccessPublisher(_objects, _certificates, new ControlPlaneOptions { DataDirectory = _temporary.Directory }, new Server());
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Rotation_WhenCertificatesAreDue_RenewsAndPublishesThem()
    {
        await _publisher.PublishAuthoritiesAsync();
        _publisher.WriteKubeConfig();
        var (config, authority) = (await KubeConfigAsync(), PublishedAuthority());
        using var rotation = new CertificateRotation(_certificates, _publisher, _time, NullLogger<CertificateRotation>.Instance);
        await rotation.StartAsync(default);
        await Eventually.Succeeds(() => _time.WaitingTimers.Should().Be(1));

        _time.Advance(TimeSpan.FromHours(6));
        (await KubeConfigAsync()).Should().Be(config, "nothing is due");

        _time.Advance(TimeSpan.FromDays(250));
        await Eventually.Succeeds(async () =>
        {
            _time.Advance(TimeSpan.FromHours(6));
            (await KubeConfigAsync()).Should().NotBe(config).And.Contain("server: https://127.0.0.1:6443\n");
        });
        PublishedAuthority().Should().Be(authority, "the authority lives longer");

        _time.Advance(TimeSpan.FromDays(2500));
        await Eventually.Succeeds(() =>
        {
            _time.Advance(TimeSpan.FromHours(6));
            PublishedAuthority().Should().NotBe(authority).And.Be(_certificates.Authority.Pem);
        });
        await rotation.StopAsync(default);
    }

    private Task<string> KubeConfigAsync() => File.ReadAllTextAsync(_publisher.KubeConfigPath);

    private string PublishedAuthority() => _temporary.Store.Current
        .Find(OwnObjects.KeyOf<ConfigMap>("kube-system", "extension-apiserver-authentication"))!.Decode(ConfigMap.JsonTypeInfo).Data!["client-ca-file"];

    private sealed class Server : IServer
    {
        public Server() => Features.Set<IServerAddressesFeature>(new Addresses());

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }

        private sealed class Addresses : IServerAddressesFeature
        {
            ICollection<string> IServerAddressesFeature.Addresses { get; } = ["https://127.0.0.1:6443"];

            public bool PreferHostingUrls { get; set; }
        }
    }
}
