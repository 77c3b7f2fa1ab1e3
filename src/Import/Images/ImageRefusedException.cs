using ImageStreams.Images;

namespace ImageStreams.Import;

/// <summary>The store will never take an image.</summary>
internal sealed class ImageRefusedException(ImportFailure failure) : Exception(failure.Message)
{
    public ImportFailure Failure { get; } = failure;
}
