using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.LocalRegistry;

/// <summary>The catalog and the tags, page by page.</summary>
internal static class ListEndpoints
{
    /// <summary>What a page holds at most, whatever the client asks for (CVE-2023-2253).</summary>
    private const int MaxPage = 1000;

    public static IResult Catalog(RegistryStore store, HttpContext context)
    {
        RequireGet(context);
        var page = new CatalogPage(Page(store.ListRepositories(), "/v2/_catalog", context));
        return TypedResults.Json(page, LocalRegistryJsonContext.Default.CatalogPage);
    }

    public static IResult Tags(RepositoryStore repository, RegistryRoute route, HttpContext context)
    {
        RequireGet(context);
        if (!repository.Exists)
        {
            throw RegistryProblem.NameUnknown();
        }

        var tags = Page(repository.ListTags(), $"/v2/{route.Repository}/tags/list", context);
        return TypedResults.Json(new TagsPage(route.Repository, tags), LocalRegistryJsonContext.Default.TagsPage);
    }

    private static List<string> Page(IReadOnlyList<string> sorted, string path, HttpContext context)
    {
        var size = PageSize(context.Request.Query["n"]);
        var last = context.Request.Query["last"].ToString();
        var rest = sorted.Where(s => string.CompareOrdinal(s, last) > 0).Take(size + 1).ToList();
        if (rest.Count > size)
        {
            rest.RemoveAt(size);
            if (size > 0)
            {
                context.Response.Headers.Link = $"<{path}?n={size}&last={Uri.EscapeDataString(rest[^1])}>; rel=\"next\"";
            }
        }

        return rest;
    }

    private static int PageSize(string? n)
    {
        if (string.IsNullOrEmpty(n))
        {
            return MaxPage;
        }

        return long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? (int)Math.Min(size, MaxPage)
            : throw RegistryProblem.PageInvalid();
    }

    private static void RequireGet(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw RegistryProblem.Unsupported();
        }
    }
}
