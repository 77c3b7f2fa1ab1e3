namespace ImageStreams.GenericApiServer;

/// <summary>Asks one authorizer after the other; the first that has an opinion decides.</summary>
public sealed class UnionAuthorizer(params IReadOnlyList<IAuthorizer> authorizers) : IAuthorizer
{
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        List<string> reasons = [];
        foreach (var authorizer in authorizers)
        {
            var decision = await authorizer.AuthorizeAsync(attributes, cancellationToken);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
            {
                return decision;
            }

            if (decision.Reason.Length > 0)
            {
                reasons.Add(decision.Reason);
            }
        }

        return new(AuthorizationVerdict.NoOpinion, string.Join('\n', reasons));
    }
}
