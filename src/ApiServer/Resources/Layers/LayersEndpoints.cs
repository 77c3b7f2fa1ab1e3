using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>What a stream makes pullable. Registries ask before they serve a blob, so a tag that was just pushed must be in the answer.</summary>
internal sealed class LayersEndpoints(LayersAnswers answers)
{
    public IReadOnlyDictionary<string, Func<HttpContext, Task<IResult>>> Handlers => new Dictionary<string, Func<HttpContext, Task<IResult>>>
    {
        ["get"] = GetAsync,
    };

    private async Task<IResult> GetAsync(HttpContext context)
    {
        var request = context.GetRequestInfo();
        var answer = await answers.GetAsync(new StreamKey(request.Namespace, request.Name), StoreCaller.Of(context));
        return KubeResults.Object(answer.Document);
    }
}
