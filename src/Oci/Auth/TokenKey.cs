namespace ImageStreams.Oci;

/// <summary>What a token is good for; two requests share a token only if all of this is the same.</summary>
internal sealed record TokenKey(string Registry, Uri Realm, string Service, string Scope, RegistryCredential? Credential);
