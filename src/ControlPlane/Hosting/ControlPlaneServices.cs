using ImageStreams.GenericApiServer;
using Microsoft.Extensions.DependencyInjection;

namespace ImageStreams.ControlPlane;

/// <summary>Everything the control plane is made of.</summary>
internal static class ControlPlaneServices
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    public static IServiceCollection AddControlPlane(this IServiceCollection services, ControlPlaneOptions options, ObjectStore store, ClusterCertificates certificates)
    {
        services.AddSingleton(options);
        services.AddSingleton(store);
        services.AddSingleton(certificates);
        services.AddSingleton<OwnObjects>();
        return services.AddAccess(options).AddAggregation().AddRequests().AddControllers();
    }

    private static IServiceCollection AddAccess(this IServiceCollection services, ControlPlaneOptions options)
    {
        var staticTokens = options.TokenAuthFile is { } file ? StaticTokenFile.Load(file) : new Dictionary<string, AuthenticatedUser>();
        services.AddSingleton(p => new TokenSigner(p.GetRequiredService<ClusterCertificates>().ServiceAccountKey));
        services.AddSingleton(p => new ServiceAccountTokens(
            p.GetRequiredService<ObjectStore>(), p.GetRequiredService<TokenSigner>(), Issuer, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new BearerTokens(staticTokens, p.GetRequiredService<ServiceAccountTokens>()));
        services.AddSingleton<IAuthenticator>(p => new UnionAuthenticator(
            [
                new ClientCertificateAuthenticator(p.GetRequiredService<ClusterCertificates>(), p.GetRequiredService<TimeProvider>()),
                new BearerTokenAuthenticator(p.GetRequiredService<BearerTokens>()),
            ],
            new AnonymousAuthenticator()));
        services.AddSingleton<IRbacPolicySource, StoreRbacSource>();
        services.AddSingleton<RbacAuthorizer>();
        services.AddSingleton<IAuthorizer>(p => new UnionAuthorizer(new MastersAuthorizer(), p.GetRequiredService<RbacAuthorizer>()));
        services.AddSingleton(p => new OpenIdDiscovery(p.GetRequiredService<TokenSigner>(), Issuer, new Uri(Issuer)));
        services.AddSingleton<EscalationGuard>();
        services.AddSingleton<AccessReviews>();
        services.AddSingleton<TokenReviews>();
        services.AddSingleton<TokenRequests>();
        return services;
    }

    private static IServiceCollection AddAggregation(this IServiceCollection services)
    {
        services.AddSingleton<AggregatedApis>();
        services.AddSingleton<BackendClients>();
        services.AddSingleton<BackendDocuments>();
        services.AddSingleton<RemoteDiscovery>();
        services.AddSingleton<RemoteOpenApi>();
        services.AddSingleton<AvailabilityProbe>();
        services.AddSingleton<RemoteCatalog>();
        services.AddSingleton<AggregationProxy>();
        services.AddSingleton<IForeignObjects, AggregatedObjects>();
        services.AddHostedService<ApiServiceController>();
        services.AddHostedService<LocalApiServiceController>();
        return services;
    }

    private static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<LiveCatalog>();
        services.AddSingleton<IResourceSource>(p => p.GetRequiredService<LiveCatalog>());
        services.AddSingleton<IReadOnlyList<IWriteGate>>(p =>
        [
            new NamespaceGate(p.GetRequiredService<ObjectStore>()),
            new EscalationGate(p.GetRequiredService<EscalationGuard>()),
            new AdmissionPolicyGate(p.GetRequiredService<ObjectStore>()),
        ]);
        services.AddSingleton<IncomingDocuments>();
        services.AddSingleton<ObjectReads>();
        services.AddSingleton<ObjectWatches>();
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<ObjectPatches>();
        services.AddSingleton<ObjectDeleter>();
        services.AddSingleton<ResourceRequests>();
        services.AddSingleton<ExtraResources>();
        services.AddSingleton<ControlPlaneVersion>();
        services.AddSingleton<ServedApis>();
        services.AddSingleton<ServedSchemas>();
        services.AddSingleton<PathEndpoints>();
        services.AddSingleton<Dispatcher>();
        return services;
    }

    private static IServiceCollection AddControllers(this IServiceCollection services)
    {
        services.AddSingleton<NamespaceDefaults>();
        services.AddHostedService(p => p.GetRequiredService<NamespaceDefaults>());
        services.AddHostedService<DefinitionController>();
        services.AddHostedService<NamespaceController>();
        services.AddHostedService<GarbageCollector>();
        services.AddHostedService<EventExpiry>();
        services.AddHostedService<RoleAggregationController>();
        services.AddSingleton<AccessPublisher>();
        services.AddHostedService<CertificateRotation>();
        return services;
    }
}
