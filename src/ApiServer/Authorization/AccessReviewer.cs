using ImageStreams.Entities;
using ImageStreams.GenericApiServer;
using ImageStreams.Kubernetes;

namespace ImageStreams.ApiServer;

/// <summary>Asks the control plane what a user may do.</summary>
internal sealed class AccessReviewer(KubernetesClient client)
{
    private readonly ResourceClient<SubjectAccessReview> _reviews = client.Resource<SubjectAccessReview>();

    /// <summary>The control plane's verdict.</summary>
    /// <exception cref="KubeApiException">It could not be had; so too <see cref="HttpRequestException"/> and <see cref="TimeoutException"/>.</exception>
    public async Task<SubjectAccessReviewStatus> ReviewAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var user = attributes.User;
        var review = await _reviews.CreateAsync(
            new SubjectAccessReview
            {
                Spec = new()
                {
                    User = user.Name,
                    Uid = user.Uid.Length == 0 ? null : user.Uid,
                    Groups = user.Groups.Count == 0 ? null : user.Groups,
                    Extra = user.Extra.Count == 0 ? null : user.Extra,
                    ResourceAttributes = attributes.IsResourceRequest ? ResourceOf(attributes) : null,
                    NonResourceAttributes = attributes.IsResourceRequest ? null : new() { Path = attributes.Path, Verb = attributes.Verb },
                },
            },
            cancellationToken);
        return review.Status ?? new SubjectAccessReviewStatus();
    }

    private static ResourceAttributes ResourceOf(AuthorizationAttributes attributes) => new()
    {
        Verb = attributes.Verb,
        Group = OrNull(attributes.Group),
        Version = OrNull(attributes.Version),
        Namespace = OrNull(attributes.Namespace),
        Resource = OrNull(attributes.Resource),
        Subresource = OrNull(attributes.Subresource),
        Name = OrNull(attributes.Name),
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
