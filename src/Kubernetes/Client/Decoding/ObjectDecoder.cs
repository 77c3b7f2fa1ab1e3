using System.Text.Json;
using ImageStreams.Entities;

namespace ImageStreams.Kubernetes;

/// <summary>Reads single objects of a kind; a wrong one is reported, not thrown.</summary>
internal sealed class ObjectDecoder<T>(ResourceKind kind, Action<DecodeFailure> report)
    where T : class, IResource<T>
{
    private readonly PartialConverter<T>? _partial = T.JsonTypeInfo.Converter as PartialConverter<T>;

    public ResourceKind Kind => kind;

    /// <summary>Reads an object of which the end may still be to come.</summary>
    /// <param name="reader">At the first token of a value; if there is an object, at its last afterwards.</param>
    /// <returns>Null when its end is still to come, or it has to be decoded as a whole: because it is wrong, or its kind does not read partial text.</returns>
    public T? TryDecode(ref Utf8JsonReader reader)
    {
        var start = reader;
        try
        {
            if (_partial?.TryRead(ref reader, out var item) == true)
            {
                return item;
            }
        }
        catch (Exception e) when (IsWrongForm(e))
        {
            // told, or thrown again, when it is decoded as a whole
        }

        reader = start;
        return null;
    }

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
        catch (Exception e) when (IsWrongForm(e))
        {
            message = $"the object: {e.Message}";
        }

        var header = ObjectHeader.Read(utf8);
        failure = new DecodeFailure(kind, header.Key, header.Uid, header.ResourceVersion, message);
        report(failure);
        return null;
    }

    /// <summary>Whatever a converter makes of a value that it did not expect.</summary>
    private static bool IsWrongForm(Exception e) =>
        e is JsonException or InvalidOperationException or NotSupportedException or FormatException or OverflowException;

    /// <summary><c>spec.tags[0].name: has the wrong type</c> from what System.Text.Json says, which names our types.</summary>
    private static string Explain(JsonException e)
    {
        var path = e.Path is { Length: > 2 } text ? text[2..] : "the object";
        var reason = e.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd('.');
        return reason.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? $"{path}: has the wrong type" : $"{path}: {reason}";
    }
}
