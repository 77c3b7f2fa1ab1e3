using System.Diagnostics.CodeAnalysis;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>Puts the API server together.</summary>
public static class ApiServerRegistration
{
    private const int RememberedReviews = 10_000;

    /// <summary>
    /// Adds what serves image.openshift.io/v1. Whoever calls this also adds a <see cref="KubernetesClient"/>, a <see cref="TimeProvider"/>,
    /// an <see cref="ImportSettingsSource"/> and an <see cref="ImportEngine"/>, and may add a <see cref="PrometheusEndpoint"/> and a <see cref="TokenSettingsSource"/>.
    /// </summary>
    public static IServiceCollection AddImageApiServer(this IServiceCollection services, ApiServerOptions options)
    {
        services.AddSingleton(options);
        services.AddGenericApiServer(_ => { });
        AddStorage(services);
        AddResources(services, options);
        AddAccess(services, options);
        AddCertificate(services, options);
        AddTokens(services);
        AddHealth(services);
        services.AddSingleton(CreateApi);
        services.AddSingleton(provider => new ApiServerHost(
            provider, options, provider.GetRequiredService<IServingCertificate>(), provider.GetRequiredService<ImageApi>()));
        return services.AddHostedService(provider => provider.GetRequiredService<ApiServerHost>());
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.AddSingleton(provider => StoredKinds.ImageStreams(provider.GetRequiredService<ImportSettingsSource>()));
        services.AddSingleton(_ => StoredKinds.Images());
        services.AddSingleton<StoreChannel>();
        AddStored<ImageStream>(services);
        AddStored<Image>(services);
        services.AddSingleton<ImageIndex>().AddSingleton<StreamGraphs>().AddHostedService<ImageIndexFeed>();
        services.AddInformer<LimitRange>(LimitRange.ResourceKind, _ => new InformerOptions<LimitRange>());
        services.AddInformer<ResourceQuota>(ResourceQuota.ResourceKind, _ => new InformerOptions<ResourceQuota>());
        services.AddSingleton<NamespaceLimits>().AddSingleton<StreamQuotas>();
    }

    private static void AddStored<T>(IServiceCollection services)
        where T : class, IResource<T>
    {
        services.AddSingleton<StoredDecoder<T>>();
        services.AddSingleton<StoredObjects<T>>();
        services.AddSingleton(provider => new StoredWrites<T>(
            provider.GetRequiredService<StoredObjects<T>>(), ImageOpenApi.PatchSchemaOf(T.ResourceKind.Kind), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StoredApplies<T>>();
        services.AddSingleton<StoredEndpoints<T>>();
    }

    private static void AddResources(IServiceCollection services, ApiServerOptions options)
    {
        services.AddSingleton(ImageStreamColumns.Layout).AddSingleton(ImageColumns.Layout);
        services.AddSingleton<SourceStreams>().AddSingleton<StreamParts>();
        services.AddSingleton<ImageStreamStrategy>().AddSingleton<ImageStreamStatusStrategy>().AddSingleton<ImageStrategy>();
        services.AddSingleton(_ => new LayersCache(options.LayersCacheBytes)).AddSingleton<LayersAnswers>();
        services.AddSingleton<ImageStreamEndpoints>().AddSingleton<LayersEndpoints>().AddSingleton<ImageEndpoints>();
        services.AddSingleton<ImageStreamMappingEndpoints>().AddSingleton<ImageSignatureEndpoints>();
        services.AddSingleton<ImageStreamImageEndpoints>().AddSingleton<SecretsEndpoints>();
        services.AddSingleton<ImportAccess>().AddSingleton<ImportedStreams>().AddSingleton<ImageStreamImports>().AddSingleton<ImageStreamImportEndpoints>();
        services.AddSingleton<TagStreams>();
        AddTags<ImageStreamTag, ImageStreamTagKind>(services);
        AddTags<ImageTag, ImageTagKind>(services);
        services.AddSingleton<ImageStreamTagEndpoints>().AddSingleton<ImageTagEndpoints>();
        services.AddSingleton(provider => new ResourceRouter(
        [
            provider.GetRequiredService<ImageStreamEndpoints>().Resource,
            provider.GetRequiredService<ImageEndpoints>().Resource,
            provider.GetRequiredService<ImageStreamImageEndpoints>().Resource,
            provider.GetRequiredService<ImageStreamImportEndpoints>().Resource,
            provider.GetRequiredService<ImageStreamTagEndpoints>().Resource,
            provider.GetRequiredService<ImageStreamMappingEndpoints>().Resource,
            provider.GetRequiredService<ImageSignatureEndpoints>().Resource,
            provider.GetRequiredService<ImageTagEndpoints>().Resource,
        ]));
    }

    private static void AddTags<T, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TKind>(IServiceCollection services)
        where T : class, IResource<T>
        where TKind : class, ITagKind<T>
    {
        services.AddSingleton<ITagKind<T>, TKind>();
        services.AddSingleton(provider => new TagWrites<T>(
            provider.GetRequiredService<ITagKind<T>>(),
            provider.GetRequiredService<TagStreams>(),
            provider.GetRequiredService<StreamParts>(),
            ImageOpenApi.PatchSchemaOf(T.ResourceKind.Kind),
            provider.GetRequiredService<IAuthorizer>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TagEndpoints<T>>();
    }

    private static void AddAccess(IServiceCollection services, ApiServerOptions options)
    {
        services.AddInformer<ConfigMap>(ConfigMap.ResourceKind, _ => new InformerOptions<ConfigMap>
        {
            Namespace = RequestHeaderConfiguration.ConfigMapName.Namespace,
            FieldSelector = $"metadata.name={RequestHeaderConfiguration.ConfigMapName.Name}",
        });
        services.AddSingleton<RequestHeaderConfiguration>();
        services.AddSingleton<TokenReviewAuthenticator>();
        services.AddSingleton<AccessReviewer>().AddSingleton<AccessReviewAuthorizer>();
        services.AddSingleton<ITokenAuthenticator>(provider => new CachingTokenAuthenticator(
            provider.GetRequiredService<TokenReviewAuthenticator>(), options.ReviewLifetime, RememberedReviews, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAuthenticator>(provider =>
        {
            var (published, time) = (provider.GetRequiredService<RequestHeaderConfiguration>(), provider.GetRequiredService<TimeProvider>());
            var tokens = provider.GetRequiredService<ITokenAuthenticator>();
            return new UnionAuthenticator(
                [new FrontProxyAuthenticator(published, time), new ClientCertificateAuthenticator(published, time), new BearerTokenAuthenticator(tokens)],
                new AnonymousAuthenticator());
        });
        services.AddSingleton<IAuthorizer>(provider => new UnionAuthorizer(
            new MastersAuthorizer(),
            new CachingAuthorizer(
                provider.GetRequiredService<AccessReviewAuthorizer>(),
                options.ReviewLifetime,
                options.DenialLifetime,
                RememberedReviews,
                provider.GetRequiredService<TimeProvider>())));
    }

    private static void AddCertificate(IServiceCollection services, ApiServerOptions options)
    {
        if (options is { CertificateFile: { } certificate, PrivateKeyFile: { } key })
        {
            services.AddSingleton(provider => new FileServingCertificate(
                certificate, key, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FileServingCertificate>>()));
            services.AddSingleton<IServingCertificate>(provider => provider.GetRequiredService<FileServingCertificate>());
            services.AddHostedService(provider => provider.GetRequiredService<FileServingCertificate>());
            return;
        }

        services.AddSingleton<SharedServingCertificate>();
        services.AddSingleton<IServingCertificate>(provider => provider.GetRequiredService<SharedServingCertificate>());
        services.AddHostedService(provider => provider.GetRequiredService<SharedServingCertificate>());
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.TryAddSingleton(_ => new TokenSettingsSource(new TokenSettings()));
        services.AddSingleton<SharedTokenKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedTokenKeys>());
        services.AddSingleton(provider => new TokenIssuer(
            provider.GetRequiredService<SharedTokenKeys>(),
            provider.GetRequiredService<TokenSettingsSource>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ScopeGrants>().AddSingleton<CallerRates>().AddSingleton<TokenMetrics>();
        services.AddSingleton<IDirectEndpoint, TokenEndpoint>().AddSingleton<IDirectEndpoint, TokenKeyEndpoint>();
    }

    private static void AddHealth(IServiceCollection services)
    {
        services.AddSingleton(provider => ReadinessCheck(
            "limits",
            () => provider.GetRequiredService<NamespaceLimits>().HasSynced && provider.GetRequiredService<StreamQuotas>().HasSynced
                ? null
                : "limit ranges and quotas have not been read yet"));
        services.AddSingleton(provider => ReadinessCheck(
            "front-proxy-ca", () => provider.GetRequiredService<RequestHeaderConfiguration>().Current is null ? "no front proxy is known" : null));
        services.AddSingleton(provider => ReadinessCheck(
            "serving-certificate", () => provider.GetRequiredService<IServingCertificate>().FindProblem()));
        services.AddSingleton(provider => ReadinessCheck("token-key", () => provider.GetRequiredService<SharedTokenKeys>().FindProblem()));
        services.AddSingleton(provider => new HealthCheck("control-plane", async token =>
        {
            await provider.GetRequiredService<KubernetesClient>().GetRawAsync("/version", token);
            return null;
        })
        {
            IsForLiveness = false,
        });
    }

    private static HealthCheck ReadinessCheck(string name, Func<string?> findProblem) =>
        new(name, _ => ValueTask.FromResult(findProblem())) { IsForLiveness = false };

    private static ImageApi CreateApi(IServiceProvider provider)
    {
        var (router, version) = (provider.GetRequiredService<ResourceRouter>(), provider.GetRequiredService<ApiServerOptions>().Version);
        var model = ImageOpenApi.ModelOf(router.Group, version);
        return new(
            router,
            new DiscoveryEndpoints(() => model.Groups),
            new OpenApiEndpoints(() => model),
            provider.GetRequiredService<HealthEndpoints>(),
            new VersionInfo("1", "36", $"v1.36.0+imagestreams-{version}", "", ""),
            provider.GetService<PrometheusEndpoint>());
    }
}
