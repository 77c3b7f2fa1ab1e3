using System.Text.Json.Nodes;
using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>How objects look to callers of an older API. As a feature of a request it changes what is answered, in every format.</summary>
/// <param name="ApiVersion">The version that answers say they are of.</param>
/// <param name="ChangeObject">Makes the older form of an object, alone or in a list.</param>
/// <param name="ChangeList">Makes the older form of the metadata of a list.</param>
/// <param name="StatusOf">The older form of an error.</param>
public sealed record OlderForm(string ApiVersion, Action<JsonObject> ChangeObject, Action<JsonObject> ChangeList, Func<Status, Status> StatusOf)
{
    internal static OlderForm? Of(HttpContext context) => context.Features.Get<OlderForm>();

    internal void Apply(JsonObject node)
    {
        if (node.ContainsKey("apiVersion"))
        {
            node["apiVersion"] = ApiVersion;
        }

        ChangeObject(node);
    }
}
