using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Answers <c>/openapi/v2</c> and <c>/openapi/v3</c>.</summary>
/// <param name="model">The model of the moment; the same instance as long as nothing changed.</param>
/// <remarks>docs/spec/server.md#openapi</remarks>
public sealed class OpenApiEndpoints(Func<OpenApiModel> model)
{
    private const string V3 = "openapi/v3";

    private volatile OpenApiDocuments? _documents;

    /// <summary>The answer, if the path is one of OpenAPI's; null for any other, and for documents that other servers have.</summary>
    /// <exception cref="ApiException">404 for an unknown document, 405 for anything but GET, 406 when no form of it is accepted.</exception>
    public IResult? Find(HttpContext context)
    {
        var path = context.GetDecodedPath().Trim('/');
        if (path is not ("openapi/v2" or V3) && !path.StartsWith($"{V3}/", StringComparison.Ordinal))
        {
            return null;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw ApiException.MethodNotAllowed();
        }

        var documents = Documents();
        return path switch
        {
            // A quirk of the original that clients have got used to: the index is JSON, but says that it is text, whatever is accepted.
            V3 => new IndexResult(KubeJson.ToUtf8(documents.Index())),
            "openapi/v2" => WantsProtobuf(context) ? new EntityTagResult(documents.V2Protobuf()) : Accepted(context, documents.V2()),
            _ => Versioned(context, documents, path[(V3.Length + 1)..]),
        };
    }

    private static IResult? Versioned(HttpContext context, OpenApiDocuments documents, string path)
    {
        if (documents.V3(path) is not { } document)
        {
            return documents.Model.ForeignDocuments.ContainsKey(path) ? null : throw ApiException.PathNotFound();
        }

        var hash = QueryValues.Text(context.Request.Query, "hash");
        if (hash.Length > 0 && hash != document.Hash)
        {
            return Results.Redirect($"/{V3}/{path}?hash={document.Hash}", permanent: true);
        }

        if (hash.Length > 0)
        {
            context.Response.Headers.CacheControl = "public, immutable";
        }

        return Accepted(context, document);
    }

    /// <summary>Whether that is the first of our forms in the <c>Accept</c> header; kubectl accepts no other.</summary>
    private static bool WantsProtobuf(HttpContext context) => AcceptClause.Parse(context.Request.Headers.Accept.ToString())
        .FirstOrDefault(c => c.Covers("application/json") || OpenApiV2Protobuf.IsMeantBy(c.MediaType)) is { } clause && OpenApiV2Protobuf.IsMeantBy(clause.MediaType);

    private static EntityTagResult Accepted(HttpContext context, TaggedDocument document)
    {
        var accept = context.Request.Headers.Accept.ToString();
        return accept.Length == 0 || AcceptClause.Parse(accept).Any(c => c.Covers("application/json"))
            ? new EntityTagResult(document)
            : throw ApiException.NotAcceptable("only the following media types are accepted: application/json");
    }

    private OpenApiDocuments Documents()
    {
        var current = model();
        var documents = _documents;
        if (documents is null || !ReferenceEquals(documents.Model, current))
        {
            _documents = documents = new(current);
        }

        return documents;
    }

    private sealed class IndexResult(byte[] json) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            ResponseWriting.SendAsync(httpContext, json, "text/plain; charset=utf-8", StatusCodes.Status200OK);
    }
}
