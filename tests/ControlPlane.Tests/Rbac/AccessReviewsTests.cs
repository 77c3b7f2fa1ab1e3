using System.Text.Json.Nodes;
using ImageStreams.GenericApiServer;

namespace ImageStreams.ControlPlane.Tests;

public sealed class AccessReviewsTests
{
    private static readonly AuthenticatedUser Alice = new() { Name = "alice" };
    private readonly AccessReviews _reviews;

    public AccessReviewsTests()
    {
        var policy = new StaticPolicy().BindEverywhere("b", "reader", StaticPolicy.User("alice"), StaticPolicy.Group("dev"));
        policy.ClusterRoles["reader"] =
        [
            StaticPolicy.Rule("get", "", "pods pods/log", "a"),
            new() { Verbs = ["get"], NonResourceUrls = ["/metrics"] },
        ];
        var rbac = new RbacAuthorizer(policy.Bind("x", "lost", "Role", "gone", StaticPolicy.User("alice")));
        _reviews = new AccessReviews(rbac, rbac);
    }

    [Theory]
    [InlineData("""{"user":"alice","resourceAttributes":{"verb":"get","resource":"pods","name":"a"}}""", true)]
    [InlineData("""{"user":"alice","resourceAttributes":{"verb":"get","resource":"pods","subresource":"log","name":"a","namespace":"n"}}""", true)]
    [InlineData("""{"user":"alice","resourceAttributes":{"verb":"get","resource":"pods"}}""", false)]
    [InlineData("""{"user":"alice","resourceAttributes":{"verb":"get","group":"apps","resource":"pods","name":"a"}}""", false)]
    [InlineData("""{"groups":["dev"],"nonResourceAttributes":{"verb":"get","path":"/metrics"}}""", true)]
    [InlineData("""{"user":"bob","nonResourceAttributes":{"verb":"get","path":"/metrics"}}""", false)]
    [InlineData("""{"user":7,"groups":["dev",1],"resourceAttributes":{"verb":{},"resource":"pods"}}""", false)]
    public async Task ReviewSubject_OfAQuestion_AnswersItInItsStatus(string spec, bool allowed)
    {
        var answer = await _reviews.ReviewSubjectAsync(Review(spec), default);

        answer["status"]!["allowed"]!.GetValue<bool>().Should().Be(allowed);
        answer["spec"]!.ToJsonString().Should().Be(spec);
    }

    [Fact]
    public async Task ReviewSubject_WhenAllowed_SaysByWhat()
    {
        var answer = await _reviews.ReviewSubjectAsync(Review("""{"user":"alice","nonResourceAttributes":{"verb":"get","path":"/metrics"}}"""), default);

        answer["status"]!.ToJsonString().Should().Contain("RBAC: allowed by ClusterRoleBinding");
    }

    [Theory]
    [InlineData("""{"user":"alice"}""", "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")]
    [InlineData("""{"resourceAttributes":{"verb":"get"}}""", "spec.user: Invalid value: \"\": at least one of user or group must be specified")]
    [InlineData(
        """{"user":"a","resourceAttributes":{},"nonResourceAttributes":{"verb":"get","path":"/api"}}""",
        "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/api\",\"Verb\":\"get\"}: cannot be specified in combination with resourceAttributes")]
    public async Task ReviewSubject_WithoutAQuestion_RefusesAsTheRealOne(string spec, string message)
    {
        var review = async () => await _reviews.ReviewSubjectAsync(Review(spec), default);

        var status = (await review.Should().ThrowAsync<ApiException>()).Which.Status;

        status.Code.Should().Be(422);
        status.Message.Should().Be($".authorization.k8s.io \"\" is invalid: {message}");
    }

    [Theory]
    [InlineData("""{"user":"alice","resourceAttributes":{"verb":"get","resource":"pods"}}""", "*spec.resourceAttributes.namespace: Invalid value: \"\": must match metadata.namespace")]
    [InlineData("""{"user":"alice","nonResourceAttributes":{"verb":"get"}}""", "*disallowed on this kind of request")]
    public async Task ReviewLocalSubject_AboutElsewhere_Refuses(string spec, string message)
    {
        var review = async () => await _reviews.ReviewLocalSubjectAsync("n", Review(spec), default);

        await review.Should().ThrowAsync<ApiException>().WithMessage(message);
    }

    [Fact]
    public async Task ReviewLocalSubject_AboutItsNamespace_Answers()
    {
        var answer = await _reviews.ReviewLocalSubjectAsync(
            "n", Review("""{"user":"alice","resourceAttributes":{"namespace":"n","verb":"get","resource":"pods","name":"a"}}"""), default);

        answer["status"]!["allowed"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task ReviewSelf_AsksForTheCaller()
    {
        var review = Review("""{"user":"bob","nonResourceAttributes":{"verb":"get","path":"/metrics"}}""");

        (await _reviews.ReviewSelfAsync(Alice, review, default))["status"]!["allowed"]!.GetValue<bool>().Should().BeTrue();
        (await _reviews.ReviewSelfAsync(Alice with { Name = "bob" }, review, default))["status"]!["allowed"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public void ReviewSelfRules_OfANamespace_ListsAllAndSaysWhatIsMissing()
    {
        var answer = _reviews.ReviewSelfRules(Alice, Review("""{"namespace":"x"}"""));

        answer["status"]!.ToJsonString().Should().Be(
            """
            {"resourceRules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods","pods/log"],"resourceNames":["a"]}],
            "nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/metrics"]}],
            "incomplete":false,"evaluationError":"role.rbac.authorization.k8s.io \u0022gone\u0022 not found"}
            """.ReplaceLineEndings(""));
        var nowhere = () => _reviews.ReviewSelfRules(Alice, Review("{}"));
        nowhere.Should().Throw<ApiException>().WithMessage("no namespace on request");
    }

    private static JsonObject Review(string spec) =>
        new() { ["kind"] = "SubjectAccessReview", ["apiVersion"] = "authorization.k8s.io/v1", ["spec"] = JsonNode.Parse(spec) };
}
