using System.Text.Json;
using System.Text.Json.Nodes;
using ImageStreams.Entities;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane;

/// <summary>Answers who somebody is: TokenReview and SelfSubjectReview (docs/spec/access.md#reviews).</summary>
internal sealed class TokenReviews(BearerTokens tokens, TimeProvider time)
{
    public JsonObject Review(JsonObject review)
    {
        var token = review["spec"].TextOf("token");
        if (token.Length == 0)
        {
            throw ApiException.BadRequest("token is required for TokenReview in authentication");
        }

        var verdict = tokens.Verify(token, review["spec"].TextsOf("audiences"));
        var status = new TokenReviewStatus
        {
            Authenticated = verdict.User is null ? null : true,
            User = verdict.User?.ToUserInfo() ?? new UserInfo(),
            Audiences = verdict.Audiences.Count == 0 ? null : verdict.Audiences,
            Error = verdict.Error.Length == 0 ? null : verdict.Error,
        };
        return AccessReviews.Answer(review, JsonSerializer.SerializeToNode(status, EntitiesJsonContext.Default.TokenReviewStatus)!);
    }

    public JsonObject ReviewSelf(AuthenticatedUser caller, JsonObject review)
    {
        var user = JsonSerializer.SerializeToNode(caller.ToUserInfo(), EntitiesJsonContext.Default.UserInfo)!;
        var answer = AccessReviews.Answer(review, new JsonObject { ["userInfo"] = user });
        answer["metadata"] = new JsonObject { ["creationTimestamp"] = OwnObjects.KubeTime(time.GetUtcNow()) };
        answer.Remove("spec");
        return answer;
    }
}
