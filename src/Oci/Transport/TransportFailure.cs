using System.Net.Sockets;
using System.Security.Authentication;

namespace ImageStreams.Oci;

/// <summary>Turns what the network threw into an error that says what happened.</summary>
internal static class TransportFailure
{
    public static RegistryException From(string request, Exception exception)
    {
        var causes = Causes(exception).ToArray();
        if (causes.OfType<AddressRefusedException>().FirstOrDefault() is { } refused)
        {
            return Unreachable(request, refused.Message, exception);
        }

        var why = causes.OfType<AuthenticationException>().Select(TlsProblem).FirstOrDefault()
            ?? causes.OfType<SocketException>().FirstOrDefault()?.Message
            ?? causes[^1].Message;
        return new RegistryException(RegistryErrorKind.Unreachable, $"{request}: {Printable.Excerpt(why)}", exception)
        {
            Request = request,
            IsRepeatable = causes.Any(IsReset),
            MayAnswerPlain = true,
        };
    }

    public static RegistryException Unreachable(string request, string why, Exception exception) =>
        new(RegistryErrorKind.Unreachable, $"{request}: {why}", exception)
        {
            Request = request,
            MayAnswerPlain = exception is OperationCanceledException,
        };

    // The runtime speaks of frames when what comes is no TLS at all; its people would rather know what to do.
    private static string TlsProblem(AuthenticationException exception) =>
        exception.Message.Contains("corrupted frame", StringComparison.Ordinal)
            ? "what answers there does not speak TLS; a registry that speaks plain HTTP must be marked insecure"
            : exception.Message;

    // The connection stood and broke: the next one may hold. A name that does not resolve or a port that is closed is another matter.
    private static bool IsReset(Exception cause) => cause switch
    {
        SocketException socket => socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown,
        HttpIOException io => io.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError,
        HttpRequestException request => request.HttpRequestError == HttpRequestError.ResponseEnded,
        _ => false,
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
