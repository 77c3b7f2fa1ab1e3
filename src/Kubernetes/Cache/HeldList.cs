using System.Collections;

namespace ImageStreams.Kubernetes;

/// <summary>A list of objects that are taken from where they are held one by one, while it is gone through.</summary>
internal sealed class HeldList<T>(IReadOnlyList<object> held, IHolding<T> holding) : IReadOnlyList<T>
    where T : class
{
    public int Count => held.Count;

    public T this[int index] => holding.Take(held[index]);

    public IEnumerator<T> GetEnumerator() => held.Select(holding.Take).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
