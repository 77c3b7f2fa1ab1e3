using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Images;
using Microsoft.Extensions.Logging;

namespace ImageStreams.ApiServer;

/// <summary>How images are written: completed from their manifest, and hardly changed afterwards (docs/spec/images.md#writes).</summary>
internal sealed partial class ImageStrategy(TimeProvider time, ILogger<ImageStrategy> logger) : IApplyStrategy<Image>
{
    public string Subresource => "";

    public Task<Image> PrepareCreateAsync(Image sent, WriteCall call) =>
        Task.FromResult(Accept(ImagePreparation.ForCreate(WithKnownMetadata(sent), time.GetUtcNow())));

    public Task<Image> PrepareUpdateAsync(Image old, Image sent, WriteCall call) =>
        Task.FromResult(Accept(ImagePreparation.ForUpdate(old, WithKnownMetadata(sent), time.GetUtcNow())));

    public bool WritesObject(Image stored, Image prepared) => true; // the store stores nothing when nothing has changed

    public bool IsComplete(Image applied, Image prepared) => ContentOf(applied).AsSpan().SequenceEqual(ContentOf(prepared));

    public Image Before(Image? old, Image prepared, Image stored) => stored;

    public Image Settle(StoredObject<Image> applied) => applied.Value;

    public Task<StoredObject<Image>> FinishAsync(Image? old, Image prepared, StoredObject<Image> stored, WriteCall call) => Task.FromResult(stored);

    private static byte[] ContentOf(Image image) => KubeJson.ToUtf8(image with { Metadata = null }, EntitiesJsonContext.Default.Image);

    private static Image WithKnownMetadata(Image sent) => DockerMetadata.IsKnown(sent.DockerImageMetadata)
        ? sent
        : throw ApiException.BadRequest(
            $"Image in version {GoText.Quote(ImageGroup.Version)} cannot be handled as a Image: no kind {GoText.Quote(sent.DockerImageMetadata?.Kind ?? "")} "
            + $"is registered for version {GoText.Quote(sent.DockerImageMetadata?.ApiVersion ?? "")} in scheme "
            + "\"openshift-apiserver/pkg/image/apis/image/v1/conversion.go:22\"");

    private Image Accept(NormalisedImage normalised)
    {
        var name = normalised.Image.Metadata?.Name;
        if (normalised.Problem is { } problem)
        {
            LogNotCompleted(name, problem);
        }

        var causes = ImageValidation.Validate(normalised.Image);
        return causes.Count == 0 ? normalised.Image : throw Invalidity.Of(Image.ResourceKind, name, causes);
    }

    [LoggerMessage(LogLevel.Information, "{Image} is stored as far as its manifest could be understood: {Problem}")]
    private partial void LogNotCompleted(string? image, string problem);
}
