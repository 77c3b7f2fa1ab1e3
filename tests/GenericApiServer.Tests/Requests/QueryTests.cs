using ImageStreams.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageStreams.GenericApiServer.Tests;

/// <summary>The texts were read from a kube-apiserver 1.36.</summary>
public sealed class QueryTests
{
    [Fact]
    public void List_OfGoodParameters_HasThemAll()
    {
        var list = ListQuery.Parse(Query("labelSelector=a&fieldSelector=b%3Dc&limit=7&continue=x&timeoutSeconds=3"));

        (list.LabelSelector.ToString(), list.FieldSelector.ToString(), list.Limit, list.Continue, list.Timeout, list.Watch)
            .Should().Be(("a", "b=c", 7, "x", TimeSpan.FromSeconds(3), false));
    }

    [Theory]
    [InlineData("limit=-1", 0)]
    [InlineData("limit=99999999999", int.MaxValue)]
    public void Limit_OutOfRange_IsBounded(string query, int limit) => ListQuery.Parse(Query(query)).Limit.Should().Be(limit);

    [Theory]
    [InlineData("watch=1", true)]
    [InlineData("watch=1&resourceVersion=0", true)]
    [InlineData("watch=1&resourceVersion=5", false)]
    [InlineData("watch=1&resourceVersion=5&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", true)]
    [InlineData("watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan", false)]
    public void BeginsWithState_UnlessAVersionOrTheCallerSaysNo(string query, bool expected) =>
        ListQuery.Parse(Query(query)).BeginsWithState.Should().Be(expected);

    [Theory]
    [InlineData("watch=1&allowWatchBookmarks=1", true)]
    [InlineData("watch=1&allowWatchBookmarks=1&resourceVersion=0", true)]
    [InlineData("watch=1&allowWatchBookmarks=1&resourceVersion=5", false)]
    [InlineData("watch=1&allowWatchBookmarks=1&resourceVersion=5&sendInitialEvents=true&resourceVersionMatch=NotOlderThan", true)]
    [InlineData("watch=1&allowWatchBookmarks=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan", false)]
    [InlineData("watch=1", false)]
    [InlineData("allowWatchBookmarks=1", false)] // a watch by its path
    public void MarksEndOfState_WithBookmarks_IsForWatchesThatBeginWithIt(string query, bool marks) =>
        ListQuery.Parse(Query(query)).MarksEndOfState.Should().Be(marks);

    [Theory]
    [InlineData("limit=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("limit=", 400, "strconv.ParseInt: parsing \"\": invalid syntax")]
    [InlineData("limit=99999999999999999999", 400, "strconv.ParseInt: parsing \"99999999999999999999\": value out of range")]
    [InlineData("timeoutSeconds=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Foo&resourceVersion=1", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Foo\": supported values: \"Exact\", \"NotOlderThan\", \"\"")]
    [InlineData("sendInitialEvents=true", 422, "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("watch=1&sendInitialEvents=true", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("watch=1&resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("watch=1&sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1", 422, "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    [InlineData("watch=1&continue=abc", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided")]
    public void List_OfBadParameters_SaysWhich(string query, int code, string message) =>
        Refusal(() => ListQuery.Parse(Query(query))).Should().Be((code, message));

    [Theory]
    [InlineData("dryRun=Foo", "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Foo\"]: supported values: \"All\"")]
    [InlineData("dryRun=", "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"\"]: supported values: \"All\"")]
    [InlineData("fieldValidation=Foo", "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Foo\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("fieldManager=a%01b", "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\x01b\": invalid character U+0001 (at position 1)")]
    public void Create_OfBadParameters_SaysWhich(string query, string message) =>
        Refusal(() => WriteQuery.ForCreate(Query(query))).Should().Be((422, message));

    [Fact]
    public void Create_OfALongFieldManager_SaysTheLimit() => Refusal(() => WriteQuery.ForCreate(Query($"fieldManager={new string('x', 129)}")))
        .Should().Be((422, "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes"));

    [Fact]
    public void Create_OfGoodParameters_HasThemAll() =>
        WriteQuery.ForCreate(Query("dryRun=All&dryRun=All&fieldManager=me&fieldValidation=Strict&force=true"))
            .Should().Be(new WriteQuery { DryRun = true, FieldManager = "me", FieldValidation = FieldValidation.Strict, Force = true });

    [Fact]
    public void Patch_OnlyApplyMayForceAndApplyNeedsAManager()
    {
        Refusal(() => WriteQuery.ForPatch(Query(""), isApply: true))
            .Should().Be((422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch"));
        Refusal(() => WriteQuery.ForPatch(Query("force=true"), isApply: false))
            .Should().Be((422, "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch"));
        WriteQuery.ForPatch(Query("force=x&fieldManager=m"), isApply: true).Force.Should().BeTrue();
    }

    [Theory]
    [InlineData("kubectl/v1.32 (linux) x", "kubectl")]
    [InlineData("", "")]
    public void ManagerOr_WithoutManager_IsTheClientsName(string userAgent, string expected) =>
        WriteQuery.ForCreate(Query("")).ManagerOr(userAgent).Should().Be(expected);

    [Theory]
    [InlineData("propagationPolicy=x", "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"x\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("orphanDependents=true&propagationPolicy=Orphan", "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    [InlineData("dryRun=x", "DeleteOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"x\"]: supported values: \"All\"")]
    public void Delete_OfBadParameters_SaysWhich(string query, string message) =>
        Refusal(() => DeleteQuery.Parse(Query(query), null)).Should().Be((422, message));

    [Fact]
    public void Delete_WithABody_IgnoresTheParameters()
    {
        var delete = DeleteQuery.Parse(Query("dryRun=All&propagationPolicy=Orphan"), new DeleteOptions { Preconditions = new() { Uid = "u" } });

        delete.Should().Be(new DeleteQuery { Preconditions = new() { Uid = "u" } });
    }

    private static (int Code, string Message) Refusal(Func<object> parse)
    {
        var error = parse.Should().Throw<ApiException>().Which;
        return (error.Code, error.Message);
    }

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
