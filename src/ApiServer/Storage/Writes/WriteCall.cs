using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.ApiServer;

/// <summary>A write that somebody asks for.</summary>
/// <param name="User">Whose rights count.</param>
/// <param name="Request">What it is about.</param>
/// <param name="Query">How it is to be done.</param>
/// <param name="Caller">What the store is told.</param>
internal sealed record WriteCall(AuthenticatedUser User, RequestInfo Request, WriteQuery Query, StoreCaller Caller)
{
    /// <summary>How this server itself writes on behalf of the call: under its own name, and without taking anything from anybody.</summary>
    public WriteQuery OwnQuery => new() { DryRun = Query.DryRun, FieldManager = ManagedFieldsTranslation.OwnManager, FieldValidation = FieldValidation.Ignore };

    /// <summary>Whether the store itself computes the change, and has stored it before the rules of the kind add theirs.</summary>
    public bool IsApply { get; init; }

    /// <summary>Name of the object that was sent, where that is neither in the path nor the name of what is written; empty otherwise.</summary>
    public string SentName { get; init; } = "";

    public CancellationToken CancellationToken => Caller.CancellationToken;

    public static WriteCall Of(HttpContext context, WriteQuery query) =>
        new(context.GetUser(), context.GetRequestInfo(), query, StoreCaller.Of(context));
}
