using System.Net;
using System.Net.Http.Headers;

namespace ImageStreams.Kubernetes;

/// <summary>A request that can be sent more than once.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path below the server's address, without a leading slash.</param>
internal sealed record KubeRequest(HttpMethod Method, string Path)
{
    public string Query { get; init; } = "";

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether it may be sent again although the server may have acted on it already.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The kind of <c>meta.k8s.io/v1</c> that the answer is wanted as, where the server can do that.</summary>
    public string? As { get; init; }

    public static KubeRequest Get(string path, QueryString query) => new(HttpMethod.Get, path) { Query = query.ToString(), Repeatable = true };

    public HttpRequestMessage ToMessage(Uri host)
    {
        var message = new HttpRequestMessage(Method, Under(host, Path + Query))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (As is not null)
        {
            message.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse($"application/json;as={As};g=meta.k8s.io;v=v1"));
        }

        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(ContentType) } };
        }

        return message;
    }

    public override string ToString() => $"{Method} /{Path}";

    /// <summary>The address of a path below the server's own path.</summary>
    internal static Uri Under(Uri host, string pathAndQuery) =>
        new($"{host.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{pathAndQuery.TrimStart('/')}");
}
