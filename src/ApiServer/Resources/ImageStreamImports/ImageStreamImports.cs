using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using ImageStreams.Import;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Carries out import requests (docs/spec/api.md#imports): checks, fetches, stores images, writes the stream, tells what came of it.</summary>
internal sealed class ImageStreamImports(
    ImportEngine engine, ImportAccess access, ImportedStreams streams, ImportSettingsSource settings, ApiServerOptions options, TimeProvider time)
{
    /// <exception cref="ApiException">The request as a whole is refused; what goes wrong with single images is in the answer.</exception>
    public async Task<ImageStreamImport> CarryOutAsync(ImageStreamImport sent, WriteCall call)
    {
        var import = ImageStreamImportDefaults.Apply(sent, settings.Current.ImportMode);
        Accept(ImageStreamImportValidation.Validate(import), import);
        var freely = await access.MayImportFreelyAsync(call);
        if (!freely)
        {
            Accept(ImageStreamImportValidation.FindForbidden(import, StreamRules.Of(settings.Current).Registries), import);
        }

        var writes = import.Spec!.Import == true;
        var old = await streams.FindAsync(import.Metadata!, writes, call);
        var results = await FetchAsync(ImportJobs.Of(import, old?.Value, freely, options.ImportPatience), call, isStored: writes && !call.Query.DryRun);
        var answer = new ImportAnswer(import, results, continues: writes && !call.Query.DryRun);
        var stream = writes ? await streams.WriteAsync(old, import.Metadata!, answer.Entries, freely, call) : null;
        return import with
        {
            Kind = ImageStreamImport.ResourceKind.Kind,
            ApiVersion = ImageStreamImport.ResourceKind.ApiVersion,
            Metadata = import.Metadata! with { Uid = Guid.NewGuid().ToString(), CreationTimestamp = time.GetUtcNow(), ManagedFields = null },
            Status = answer.ToStatus(stream),
        };
    }

    private static void Accept(IReadOnlyList<StatusCause> causes, ImageStreamImport import)
    {
        if (causes.Count > 0)
        {
            throw Invalidity.Of(ImageStreamImport.ResourceKind, import.Metadata?.Name, causes);
        }
    }

    private async Task<ImportJobResult> FetchAsync(ImportJob job, WriteCall call, bool isStored)
    {
        var fetched = await engine.FetchAsync(job, call.CancellationToken);
        IReadOnlyList<ImageResult> all = [.. fetched.Images, .. fetched.RepositoryImages];
        try
        {
            all = isStored ? await engine.StoreAsync(all, call.CancellationToken) : await engine.ViewAsync(all, call.CancellationToken);
        }
        catch (KubeApiException e)
        {
            throw StoreRefusal.Of((int)e.StatusCode, e.Status);
        }
        catch (HttpRequestException e)
        {
            throw ApiException.ServiceUnavailable($"the control plane that keeps the objects cannot be reached: {e.Message}", retryAfterSeconds: 1);
        }

        return fetched with { Images = [.. all.Take(fetched.Images.Count)], RepositoryImages = [.. all.Skip(fetched.Images.Count)] };
    }
}
