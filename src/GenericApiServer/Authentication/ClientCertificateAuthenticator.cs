using Microsoft.AspNetCore.Http;

namespace ImageStreams.GenericApiServer;

/// <summary>Takes the common name of a client certificate for the user's name and its organizations for groups.</summary>
/// <remarks>The server must ask for certificates and accept any: here they are verified.</remarks>
public sealed class ClientCertificateAuthenticator(IClientCaSource source, TimeProvider time) : IAuthenticator
{
    private readonly CertificateVerifier _verifier = new(time);

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Authenticate(context));

    private AuthenticationResult Authenticate(HttpContext context)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            return AuthenticationResult.NoCredentials;
        }

        if (source.Authorities is not { Count: > 0 } authorities)
        {
            return AuthenticationResult.Fail("no authority for client certificates is known");
        }

        if (_verifier.Problem(certificate, authorities) is { } problem)
        {
            return AuthenticationResult.Fail(problem);
        }

        var name = CertificateNames.CommonNameOf(certificate);
        return name.Length == 0
            ? AuthenticationResult.Fail("the client certificate has no common name")
            : AuthenticationResult.Success(new() { Name = name, Groups = CertificateNames.OrganizationsOf(certificate) });
    }
}
