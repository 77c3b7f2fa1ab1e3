using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageStreams.Kubernetes;

/// <summary>Refuses documents that are nested deeper than any kubeconfig, before they are built as a tree.</summary>
internal sealed class DepthLimitedParser(IParser inner, int maxDepth) : IParser
{
    private int _depth;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        _depth += inner.Current?.NestingIncrease ?? 0;
        return _depth <= maxDepth
            ? true
            : throw new YamlException(inner.Current!.Start, inner.Current.End, $"nested deeper than {maxDepth} levels");
    }
}
