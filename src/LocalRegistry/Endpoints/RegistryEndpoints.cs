using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageStreams.LocalRegistry;

/// <summary>The door of the registry: finds out what is asked and turns problems into error bodies.</summary>
internal sealed partial class RegistryEndpoints(RegistryStore store, LocalRegistryOptions options, ILogger<RegistryEndpoints> logger)
{
    private readonly ManifestEndpoints _manifests = new(options, logger);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var route = RegistryRoute.Parse(context.Request.Path.Value ?? "");
            await (await DispatchAsync(route, context)).ExecuteAsync(context);
        }
        catch (RegistryProblem problem)
        {
            await WriteAsync(context, problem);
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(context, new RegistryProblem(e.StatusCode, e.StatusCode == 413 ? "SIZE_INVALID" : "BLOB_UPLOAD_INVALID", e.Message));
        }
        catch (IOException e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(e, context.Request.Method, context.Request.Path);
            await WriteAsync(context, new RegistryProblem(500, "UNKNOWN", "the registry could not read or write its directory"));
        }
    }

    private Task<IResult> DispatchAsync(RegistryRoute route, HttpContext context)
    {
        var repository = store.Repository(route.Repository);
        return route.Kind switch
        {
            RegistryRouteKind.Ping => Task.FromResult<IResult>(TypedResults.Text("{}", "application/json")),
            RegistryRouteKind.Health => Task.FromResult<IResult>(TypedResults.Ok()),
            RegistryRouteKind.Content => Task.FromResult<IResult>(BlobEndpoints.Remove(store, route, context)),
            RegistryRouteKind.Catalog => Task.FromResult(ListEndpoints.Catalog(store, context)),
            RegistryRouteKind.Tags => Task.FromResult(ListEndpoints.Tags(repository, route, context)),
            RegistryRouteKind.Manifest => _manifests.AnswerAsync(repository, route, context),
            RegistryRouteKind.Blob => Task.FromResult(BlobEndpoints.Answer(repository, route, context)),
            _ => UploadEndpoints.AnswerAsync(store, repository, route, context),
        };
    }

    private static Task WriteAsync(HttpContext context, RegistryProblem problem)
    {
        context.Response.StatusCode = problem.Status;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        var body = new ErrorBody([new ErrorEntry(problem.Code, problem.Message)]);
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(
            context.Response.Body, body, LocalRegistryJsonContext.Default.ErrorBody, context.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, PathString path);
}
