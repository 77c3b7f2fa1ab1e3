namespace ImageStreams.Oci;

/// <summary>A credential of a docker configuration and the key that says what it is for.</summary>
public sealed record DockerConfigEntry(CredentialKey Key, RegistryCredential Credential);
