using System.Globalization;
using System.Numerics;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Query parameters as a kube-apiserver reads them: the first value counts, numbers are strict, truth is not.</summary>
internal static class QueryValues
{
    public static string Text(IQueryCollection query, string key) => query.TryGetValue(key, out var values) ? values[0] ?? "" : "";

    /// <summary>Absent is null; everything but <c>false</c> and <c>0</c> is true.</summary>
    public static bool? Bool(IQueryCollection query, string key) => query.TryGetValue(key, out var values)
        ? values[0]?.ToLowerInvariant() is not ("false" or "0")
        : null;

    /// <exception cref="ApiException">400 when the value is no number, or does not fit.</exception>
    public static long? Int64(IQueryCollection query, string key)
    {
        if (!query.TryGetValue(key, out var values))
        {
            return null;
        }

        var text = values[0] ?? "";
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var isNumber = BigInteger.TryParse(text.AsSpan(0, Math.Min(text.Length, 64)), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        throw ApiException.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
    }
}
