using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads single objects of a kind; a wrong one is reported, not thrown.</summary>
internal sealed class ObjectDecoder<T>(ResourceKind kind, Action<DecodeFailure> report)
    where T : class, IResource<T>
{
    public ResourceKind Kind => kind;

    /// <summary>The object, or <c>null</c> with the reported <paramref name="failure"/>.</summary>
    /// <param name="utf8">A well-formed JSON value.</param>
    /// <param name="failure">Why there is no object.</param>
    public T? Decode(ReadOnlySpan<byte> utf8, out DecodeFailure? failure)
    {
        failure = null;
        string message;
        try
        {
            if (JsonSerializer.Deserialize(utf8, T.JsonTypeInfo) is { } resource)
            {
                return resource;
            }

            message = "null is not an object";
        }
        catch (JsonException e)
        {
            message = Explain(e);
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or FormatException or OverflowException)
        {
            message = $"the object: {e.Message}"; // whatever a converter makes of a value that it did not expect
        }

        var header = ObjectHeader.Read(utf8);
        failure = new DecodeFailure(kind, header.Key, header.Uid, header.ResourceVersion, message);
        report(failure);
        return null;
    }

    /// <summary><c>spec.tags[0].name: has the wrong type</c> from what System.Text.Json says, which names our types.</summary>
    private static string Explain(JsonException e)
    {
        var path = e.Path is { Length: > 2 } text ? text[2..] : "the object";
        var reason = e.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.');
        return reason.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? $"{path}: has the wrong type" : $"{path}: {reason}";
    }
}
