namespace ImageStreams.Oci;

/// <summary>The conversation with one repository's registry: deadlines, retries, schemes, challenges and redirects.</summary>
/// <remarks>The order of things: docs/spec/registries.md#a-request.</remarks>
internal sealed class RegistrySession(RegistryTransport transport, RepositoryName repository, RegistryAccess access)
{
    private readonly RegistryAuthorizer _authorizer = new(transport, repository, access);

    public RepositoryName Repository => repository;

    public bool IsInsecure => access.Insecure;

    public bool AsksForLogin => transport.AsksForLogin(repository, access.Insecure);

    public RegistryLimits Limits => transport.Options.Limits;

    /// <summary>Sends, and lets <paramref name="read"/> make something of the answer; both are repeated if that may help.</summary>
    public async Task<T> RunAsync<T>(
        RegistryRequest request, Func<RegistryResponse, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var options = transport.Options;
        using var operation = new Deadline(
            request.IsTransfer ? options.BlobTimeout : options.OperationTimeout, transport.Time, cancellationToken);
        try
        {
            return request.MayRepeat
                ? await transport.Pipeline.ExecuteAsync(async ct => await AttemptAsync(request, read, ct), operation.Token)
                : await AttemptAsync(request, read, operation.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request, e);
        }
    }

    private async Task<T> AttemptAsync<T>(
        RegistryRequest request, Func<RegistryResponse, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        // What we send makes no progress that we see; what we receive restarts the clock with every piece.
        var span = request is { IsTransfer: true, Content: not null } ? transport.Options.BlobTimeout : transport.Options.RequestTimeout;
        using var deadline = new Deadline(span, transport.Time, cancellationToken);
        try
        {
            using var response = await AuthorizedAsync(request, deadline);
            if (!request.Expected.Contains(response.Status))
            {
                throw await response.ToFailureAsync(transport, deadline.Token);
            }

            return await read(response, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TimedOut(request, e);
        }
    }

    private async Task<RegistryResponse> AuthorizedAsync(RegistryRequest request, Deadline deadline)
    {
        var scope = request.ScopeFor(repository);
        var known = _authorizer.Find(scope);
        if (known is null && await TryRememberedAsync(request, deadline) is { } answer)
        {
            return answer;
        }

        var response = await FollowAsync(request, known, deadline);
        if (response.Status != 401 || response.IsForeign)
        {
            return response;
        }

        using (response)
        {
            _authorizer.Reject(scope, known);
            var challenges = response.Headers("WWW-Authenticate").SelectMany(Challenge.ParseAll).ToArray();
            var challenge = challenges.FirstOrDefault(c => c.IsBearer) ?? challenges.FirstOrDefault(c => c.IsBasic);
            var refusal = await response.ToFailureAsync(transport, deadline.Token);
            if (challenge is null)
            {
                throw refusal;
            }

            transport.Logins.Add(repository, access.Insecure, challenge);
            return await AnswerAsync(request, challenge, refusal, deadline);
        }
    }

    /// <summary>Logs in as the repository asked for it last time. Null when that does not do any more: it has to be asked how.</summary>
    private async Task<RegistryResponse?> TryRememberedAsync(RegistryRequest request, Deadline deadline)
    {
        if (transport.Logins.Find(repository, access.Insecure) is not { } challenge)
        {
            return null;
        }

        try
        {
            return await TryAllAsync(request, challenge, deadline);
        }
        catch (RegistryException e)
        {
            transport.Logins.Forget(repository, access.Insecure);
            if (e.Kind is RegistryErrorKind.Unauthorized or RegistryErrorKind.Forbidden)
            {
                return null;
            }

            throw;
        }
    }

    private async Task<RegistryResponse> AnswerAsync(RegistryRequest request, Challenge challenge, RegistryException refusal, Deadline deadline) =>
        await TryAllAsync(request, challenge, deadline) ?? throw refusal;

    /// <summary>Tries every credential, then none; the first failure is the one that is told. Null when there was nothing to try.</summary>
    private async Task<RegistryResponse?> TryAllAsync(RegistryRequest request, Challenge challenge, Deadline deadline)
    {
        RegistryException? failure = null;
        await foreach (var credential in _authorizer.CandidatesAsync(deadline))
        {
            try
            {
                if (await TryAsync(request, challenge, credential, deadline) is { } response)
                {
                    return response;
                }
            }
            catch (RegistryException e) when (e.Kind is RegistryErrorKind.Unauthorized or RegistryErrorKind.Forbidden)
            {
                failure ??= e;
            }
        }

        return failure is null ? null : throw failure;
    }

    private async Task<RegistryResponse?> TryAsync(
        RegistryRequest request, Challenge challenge, RegistryCredential? credential, Deadline deadline)
    {
        var scope = request.ScopeFor(repository);
        for (var mayBeOutdated = _authorizer.IsCached(challenge, credential, scope); ; mayBeOutdated = false)
        {
            if (await _authorizer.AuthorizeAsync(challenge, credential, scope, deadline.Token) is not { } authorization)
            {
                return null; // this credential cannot answer this challenge
            }

            var response = await FollowAsync(request, authorization, deadline);
            if (response.IsForeign || response.Status is not (401 or 403))
            {
                _authorizer.Accept(scope, authorization);
                transport.Logins.Accepted(repository, credential);
                return response;
            }

            using (response)
            {
                _authorizer.Reject(scope, authorization);
                if (!mayBeOutdated)
                {
                    transport.Logins.Refused(repository, credential);
                    throw await response.ToFailureAsync(transport, deadline.Token);
                }
            }
        }
    }

    /// <summary>Sends and follows redirects. Credentials stay in the registry's origin, for good once it was left.</summary>
    private async Task<RegistryResponse> FollowAsync(RegistryRequest request, Authorization? authorization, Deadline deadline)
    {
        var http = await AnySchemeAsync(request, authorization, deadline.Token);
        var registry = http.RequestMessage!.RequestUri!;
        var isForeign = false;
        for (var hops = 0; request.MayFollow && IsRedirect(http); hops++)
        {
            Uri next;
            using (http)
            {
                next = NextHop(http, hops);
            }

            isForeign = isForeign || !Origin.Same(next, registry);
            var message = request.ToMessage(next);
            message.Options.Set(RegistryConnector.LedAstray, isForeign && !AddressPolicy.IsLoopbackName(registry.IdnHost));
            http = isForeign
                ? await transport.SendAsync(message, access.Insecure, deadline.Token)
                : await SendAsync(message, authorization, deadline.Token);
        }

        return new RegistryResponse(http, authorization, isForeign, deadline.Restart);
    }

    /// <summary>HTTPS; for insecure registries plain HTTP if nobody speaks HTTPS there.</summary>
    private async Task<HttpResponseMessage> AnySchemeAsync(
        RegistryRequest request, Authorization? authorization, CancellationToken cancellationToken)
    {
        var host = repository.ApiHost;
        var isPlain = access.Insecure && transport.PlainHosts.Has(host);
        try
        {
            return await SendAsync(request.ToMessage(Address(isPlain ? "http" : "https", request)), authorization, cancellationToken);
        }
        catch (RegistryException e) when (access.Insecure && e.MayAnswerPlain)
        {
            if (isPlain)
            {
                transport.PlainHosts.Remove(host); // it spoke HTTP once: the next request asks again which it speaks
                throw;
            }
        }

        var response = await SendAsync(request.ToMessage(Address("http", request)), authorization, cancellationToken);
        transport.PlainHosts.Add(host);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, Authorization? authorization, CancellationToken cancellationToken)
    {
        authorization?.ApplyTo(message);
        var http = await transport.SendAsync(message, access.Insecure, cancellationToken);
        access.OnAnswer?.Invoke(new RegistryAnswer((int)http.StatusCode, RateLimitHeaders.Read(http.Headers, transport.Time.GetUtcNow())));
        return http;
    }

    private Uri Address(string scheme, RegistryRequest request) => new(new Uri($"{scheme}://{repository.ApiHost}/"), request.Target);

    private static bool IsRedirect(HttpResponseMessage http) => (int)http.StatusCode is 301 or 302 or 303 or 307 or 308;

    private Uri NextHop(HttpResponseMessage http, int hops)
    {
        var location = http.Headers.NonValidated.TryGetValues("Location", out var values) ? values.First() : null;
        var refusal = Origin.Resolve(http.RequestMessage!.RequestUri!, location, access.Insecure, out var target);
        refusal = hops >= Limits.Redirects ? "too often" : refusal;
        if (refusal is null)
        {
            return target;
        }

        var request = RequestText.Of(http.RequestMessage!);
        throw new RegistryException(RegistryErrorKind.Server, $"{request}: the registry redirects {refusal}", null)
        {
            Request = request,
            StatusCode = (int)http.StatusCode,
        };
    }

    private RegistryException TimedOut(RegistryRequest request, Exception cause)
    {
        var text = $"{request.Method} https://{repository.ApiHost}{request.Target.Split('?')[0]}";
        return new RegistryException(RegistryErrorKind.Timeout, $"{text}: the registry did not answer in time", cause) { Request = text };
    }
}
