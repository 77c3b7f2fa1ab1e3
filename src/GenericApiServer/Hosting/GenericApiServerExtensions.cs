using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageStreams.GenericApiServer;

/// <summary>Puts the parts of the library in order.</summary>
public static class GenericApiServerExtensions
{
    private const int MaxHeaderBytes = 1 << 20;

    /// <summary>Registers what the pipeline needs; an <see cref="IAuthenticator"/> and an <see cref="IAuthorizer"/> are the server's to add.</summary>
    public static IServiceCollection AddGenericApiServer(this IServiceCollection services, Action<GenericApiServerOptions> configure)
    {
        services.AddOptions<GenericApiServerOptions>()
            .Configure(configure)
            .Validate(o => o.RequestTimeout > TimeSpan.Zero, "RequestTimeout must be positive")
            .Validate(o => o is { MaxReadsInFlight: > 0, MaxWritesInFlight: > 0 }, "MaxReadsInFlight and MaxWritesInFlight must be positive")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<ServerLifecycle>();
        services.AddSingleton<ApiServerMetrics>();
        services.AddSingleton<HealthEndpoints>();
        return services;
    }

    /// <summary>
    /// The order of things: id, errors, what the request is about, deadline, who, are there too many, may they, is it a method of resources. What follows, handlers first of all, finds
    /// <c>GetRequestInfo</c> and <c>GetUser</c> filled and may throw <see cref="ApiException"/>.
    /// </summary>
    public static IApplicationBuilder UseGenericApiServer(this IApplicationBuilder app) => app.UseGenericApiServer(_ => { });

    /// <summary>The same with more in between: what <paramref name="afterAuthentication"/> adds may still change the user, as impersonation does.</summary>
    public static IApplicationBuilder UseGenericApiServer(this IApplicationBuilder app, Action<IApplicationBuilder> afterAuthentication)
    {
        app.UseMiddleware<RequestContextMiddleware>()
            .UseMiddleware<StatusMiddleware>()
            .UseMiddleware<RequestInfoMiddleware>()
            .UseMiddleware<RequestDeadlineMiddleware>()
            .UseMiddleware<AuthenticationMiddleware>();
        afterAuthentication(app);
        return app.UseMiddleware<RequestsInFlightMiddleware>()
            .UseMiddleware<AuthorizationMiddleware>()
            .UseMiddleware<ResourceMethodMiddleware>();
    }

    /// <summary>A handler that returns its answer, as ASP.NET wants to have it; nothing is bound by reflection.</summary>
    public static RequestDelegate ToRequestDelegate(this Func<HttpContext, Task<IResult>> handler) => async context =>
    {
        var result = await handler(context);
        await result.ExecuteAsync(context);
    };

    /// <summary>Limits for a server that strangers can reach; client certificates are asked for and verified later, by the authenticators.</summary>
    public static void LimitForApiServer(this KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;

        // Bodies beyond the limit are refused by us; Kestrel reads on to their end, or the refusal would be lost with the connection.
        kestrel.Limits.MaxRequestBodySize = 64 << 20;

        // As much as a kube-apiserver takes, so that what it passes on is refused by us, with words, and not by the connection.
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxHeaderBytes;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = 200;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(3);
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
            https.CheckCertificateRevocation = false;
        });
    }
}
