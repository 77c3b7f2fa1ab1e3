using ImageStreams.GenericApiServer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageStreams.ControlPlane.Tests;

public sealed class ImpersonationTests
{
    private readonly StaticPolicy _policy = new();
    private readonly DefaultHttpContext _context = new();

    public ImpersonationTests() => _context.SetUser(new AuthenticatedUser { Name = "alice", Uid = "1", Groups = ["system:authenticated"] });

    [Fact]
    public async Task Invoke_WithAllRights_ActsAsTheOther()
    {
        Allow(StaticPolicy.Rule("impersonate", "", "users groups"), StaticPolicy.Rule("impersonate", "authentication.k8s.io", "uids userextras/scopes/x"));
        Set(("Impersonate-User", "bob"), ("Impersonate-Group", "g1"), ("Impersonate-Uid", "u"), ("Impersonate-Extra-Scopes%2fX", "v"));

        var seen = await Invoke();

        seen.Shown().Should().Be("bob/u g1,system:authenticated");
        seen!.Extra.Should().ContainKey("scopes/x").WhoseValue.Should().Equal("v");
        _context.Request.Headers.Keys.Should().NotContain(k => k.StartsWith("Impersonate", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Impersonate-User", "root", "users \"root\" is forbidden: User \"alice\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope")]
    [InlineData("Impersonate-Group", "system:masters", "groups \"system:masters\" is forbidden: *")]
    [InlineData("Impersonate-Uid", "7", "uids.authentication.k8s.io \"7\" is forbidden: *")]
    [InlineData("Impersonate-Extra-Scope", "all", "userextras.authentication.k8s.io \"all\" is forbidden: *resource \"userextras/scope\" in API group \"authentication.k8s.io\"*")]
    public async Task Invoke_WithoutTheRightToOnePart_Refuses(string header, string value, string message)
    {
        Allow(StaticPolicy.Rule("impersonate", "", "users", "bob"));
        Set(("Impersonate-User", "bob"));
        Set((header, value));

        var invoke = Invoke;

        (await invoke.Should().ThrowAsync<ApiException>().WithMessage(message)).Which.Code.Should().Be(403);
    }

    [Fact]
    public async Task Invoke_AsAServiceAccount_AsksInItsNamespaceAndAddsItsGroups()
    {
        _policy.Roles[("ci", "imp")] = [StaticPolicy.Rule("impersonate", "", "serviceaccounts")];
        _policy.Bind("ci", "imp", "Role", "imp", StaticPolicy.User("alice"));
        Set(("Impersonate-User", "system:serviceaccount:ci:builder"));

        (await Invoke())!.Groups.Should().Equal("system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated");

        Set(("Impersonate-User", "system:serviceaccount:prod:builder"));
        var invoke = Invoke;
        await invoke.Should().ThrowAsync<ApiException>().WithMessage("serviceaccounts \"builder\" is forbidden: *in the namespace \"prod\"");
    }

    [Fact]
    public async Task Invoke_AsNobody_IsUnauthenticated()
    {
        Allow(StaticPolicy.Rule("impersonate", "", "users"));
        Set(("Impersonate-User", "system:anonymous"));

        (await Invoke())!.Groups.Should().Equal("system:unauthenticated");
    }

    [Fact]
    public async Task Invoke_WithGroupsOnly_IsABadRequest()
    {
        Set(("Impersonate-Group", "g"));

        var invoke = Invoke;

        (await invoke.Should().ThrowAsync<ApiException>()).Which.Code.Should().Be(400);
    }

    [Fact]
    public async Task Invoke_WithoutSuchHeaders_ChangesNothing() => (await Invoke())!.Name.Should().Be("alice");

    private void Set(params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            _context.Request.Headers[name] = value;
        }
    }

    private void Allow(params Entities.PolicyRule[] rules)
    {
        _policy.ClusterRoles["imp"] = rules;
        _policy.BindEverywhere("imp", "imp", StaticPolicy.User("alice"));
    }

    private async Task<AuthenticatedUser?> Invoke()
    {
        AuthenticatedUser? seen = null;
        _context.SetUser(new AuthenticatedUser { Name = "alice", Uid = "1", Groups = ["system:authenticated"] });
        await new ImpersonationMiddleware(
            context =>
            {
                seen = context.GetUser();
                return Task.CompletedTask;
            },
            new RbacAuthorizer(_policy),
            NullLogger<ImpersonationMiddleware>.Instance).InvokeAsync(_context);
        return seen;
    }
}
