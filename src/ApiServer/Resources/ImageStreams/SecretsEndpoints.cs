using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>What imports into the streams of a namespace log in with. The stream itself is not looked for: any name will do.</summary>
internal sealed class SecretsEndpoints(KubernetesClient client)
{
    private static readonly string[] Types = [PullSecretTypes.DockerConfigJson, PullSecretTypes.DockerConfig];

    private readonly ResourceClient<Secret> _secrets = client.Resource<Secret>();

    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0)
        {
            throw ApiException.BadRequest("converting (url.Values) to (v1.ListOptions): unknown conversion");
        }

        var lists = await Task.WhenAll(Types.Select(type => ListAsync(context.GetRequestInfo().Namespace, type, context.RequestAborted)));
        var secrets = lists.SelectMany(l => l.Items ?? [])
            .Where(s => s.Metadata?.Annotations?.GetValueOrDefault(ImageAnnotations.ExcludeSecret) != "true")
            .OrderBy(s => s.Metadata?.Name, StringComparer.Ordinal)
            .Select(s => s with { Kind = null, ApiVersion = null });
        return KubeResults.List(
            new KubernetesList<Secret>
            {
                Kind = "SecretList",
                ApiVersion = ImageStream.ResourceKind.ApiVersion,
                Metadata = new ListMeta { ResourceVersion = lists[0].Metadata?.ResourceVersion },
                Items = [.. secrets],
            },
            EntitiesJsonContext.Default.Secret);
    }

    private async Task<KubernetesList<Secret>> ListAsync(string ns, string type, CancellationToken cancellationToken)
    {
        try
        {
            return await _secrets.ListAsync(ListOptions.In(ns) with { FieldSelector = $"type={type}" }, cancellationToken);
        }
        catch (KubeApiException e)
        {
            throw StoreRefusal.Of((int)e.StatusCode, e.Status);
        }
        catch (HttpRequestException)
        {
            throw ApiException.ServiceUnavailable("the control plane that keeps the secrets cannot be reached", retryAfterSeconds: 1);
        }
    }
}
