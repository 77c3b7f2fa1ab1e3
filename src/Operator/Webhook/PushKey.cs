using ImageStreams.Images;

namespace ImageStreams.Operator;

/// <summary>What has to be looked at, however often somebody says so.</summary>
/// <param name="Registry">The registry; empty for the integrated one.</param>
/// <param name="Repository">The repository in it.</param>
/// <param name="Tag">The tag; empty when it is not known, or there is none.</param>
/// <param name="Digest">The manifest, where there is no tag.</param>
internal readonly record struct PushKey(string Registry, string Repository, string Tag, string Digest)
{
    public bool IsIntegrated => Registry.Length == 0;

    public static PushKey OfTag(StreamKey stream, string tag) => new("", stream.ToString(), tag, "");

    public static PushKey OfImage(StreamKey stream, string digest) => new("", stream.ToString(), "", digest);

    public override string ToString() =>
        $"{(IsIntegrated ? "" : $"{Registry}/")}{Repository}{(Tag.Length > 0 ? $":{Tag}" : "")}{(Digest.Length > 0 ? $"@{Digest}" : "")}";
}
