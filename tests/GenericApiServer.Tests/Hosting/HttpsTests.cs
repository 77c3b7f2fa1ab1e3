using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>Over TLS, with the limits and certificates of a real server.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly TestCertificates _certificates;

    public HttpsTests()
    {
        _certificates = new(_now);
    }

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task AFrontProxy_SpeaksForItsUser()
    {
        await using var api = await StartAsync();
        using var client = Client(api, _certificates.Client("CN=front-proxy", _now));
        client.DefaultRequestHeaders.Add("X-Remote-User", "alice");

        (await NameAsync(client)).Should().Be("alice");
    }

    [Fact]
    public async Task AUsersCertificate_SpeaksForItself_AndForNobodyElse()
    {
        await using var api = await StartAsync();
        using var client = Client(api, _certificates.Client("CN=bob,O=devs", _now));

        (await NameAsync(client)).Should().Be("bob");
        client.DefaultRequestHeaders.Add("X-Remote-User", "alice");
        using var forged = await client.GetAsync("/");
        forged.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task NoCertificate_IsAnonymous_AStrangers_IsRefused()
    {
        await using var api = await StartAsync();
        using var strangers = new TestCertificates(_now);
        using var without = Client(api, null);
        using var stranger = Client(api, strangers.Client("CN=bob", _now));

        (await NameAsync(without)).Should().Be("system:anonymous");
        using var refused = await stranger.GetAsync("/");
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task OversizedHeaders_AreRefused()
    {
        await using var api = await StartAsync();
        using var client = Client(api, null);
        client.DefaultRequestHeaders.Add("X-Big", new string('x', 1_100_000));

        using var response = await client.GetAsync("/");

        response.StatusCode.Should().Be(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    private static async Task<string> NameAsync(HttpClient client) =>
        JsonNode.Parse(await client.GetStringAsync("/"))!["name"]!.GetValue<string>();

    private static HttpClient Client(TestApi api, X509Certificate2? certificate)
    {
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler) { BaseAddress = api.Address };
    }

    private Task<TestApi> StartAsync() => TestApi.StartAsync(
        app =>
        {
            app.UseMiddleware<StatusMiddleware>();
            app.UseMiddleware<AuthenticationMiddleware>();
            app.Run(c => KubeResults.Document(new JsonObject { ["name"] = c.GetUser().Name }).ExecuteAsync(c));
        },
        builder =>
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.LimitForApiServer();
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificates.Server("CN=server", _now)));
            });
            builder.Services.AddSingleton<IAuthenticator>(new UnionAuthenticator(
                [
                    new FrontProxyAuthenticator(new Trust(_certificates.Authorities), TimeProvider.System),
                    new ClientCertificateAuthenticator(new Trust(_certificates.Authorities), TimeProvider.System),
                ],
                new AnonymousAuthenticator()));
        });

    private sealed record Trust(X509Certificate2Collection Authorities) : IRequestHeaderConfiguration, IClientCaSource
    {
        public RequestHeaderSettings? Current { get; } = new() { Authorities = Authorities, AllowedNames = ["front-proxy"] };

        X509Certificate2Collection? IClientCaSource.Authorities => Authorities;
    }
}
