using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Import;

namespace ImageStreams.ApiServer;

/// <summary>Whether a caller may import from registries that are not on the list of allowed ones: who may make images himself may.</summary>
internal sealed class ImportAccess(IAuthorizer authorizer, ImportSettingsSource settings)
{
    /// <summary>The resource whose right counts beside images; nobody serves one of this name, so only wildcard rules have it.</summary>
    private const string Mapping = "imagestreammapping";

    public async Task<bool> MayImportFreelyAsync(WriteCall call)
    {
        if (settings.Current.AllowedRegistries.Count == 0)
        {
            return true;
        }

        return await MayCreateAsync(Image.ResourceKind.Plural, call) || await MayCreateAsync(Mapping, call);
    }

    private async Task<bool> MayCreateAsync(string resource, WriteCall call)
    {
        var attributes = new AuthorizationAttributes
        {
            User = call.User,
            Verb = "create",
            IsResourceRequest = true,
            Group = ImageGroup.Name,
            Resource = resource,
        };
        return (await authorizer.AuthorizeAsync(attributes, call.CancellationToken)).IsAllowed;
    }
}
