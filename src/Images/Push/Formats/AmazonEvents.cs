using System.Text.Json;

namespace ImageStreams.Images;

/// <summary>Events of Amazon's registry, as EventBridge passes them on.</summary>
internal static class AmazonEvents
{
    public static PushEvents? Find(JsonElement root)
    {
        if (root.Text("source") != "aws.ecr")
        {
            return null;
        }

        var detail = root.Part("detail");
        PushAction? action = (root.Text("detail-type"), detail.Text("result"), detail.Text("action-type")) switch
        {
            ("ECR Image Action", "SUCCESS", "PUSH") => PushAction.Push,
            ("ECR Image Action", "SUCCESS", "DELETE") => PushAction.Delete,
            _ => null,
        };
        return PushEvents.Of(PushFormats.Amazon, action is null ? null : new PushHint
        {
            Action = action.Value,
            Host = HostOf(root.Text("account"), root.Text("region")),
            Repository = detail.Text("repository-name"),
            Tag = detail.Text("image-tag"),
            Digest = detail.FindDigest("image-digest"),
            Id = root.Text("id"),
        });
    }

    private static string HostOf(string account, string region) =>
        $"{account}.dkr.ecr.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}";
}
