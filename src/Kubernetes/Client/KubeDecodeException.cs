namespace ImageStreams.Kubernetes;

/// <summary>The one object that was asked for has fields of the wrong types.</summary>
public sealed class KubeDecodeException(DecodeFailure failure)
    : Exception($"{failure.Kind.GroupResource} \"{failure.Key}\" cannot be read: {failure.Message}")
{
    /// <summary>What is wrong, and with which object.</summary>
    public DecodeFailure Failure { get; } = failure;
}
