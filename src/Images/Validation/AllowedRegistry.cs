namespace ImageStreams.Images;

/// <summary>A registry that images may be imported from, as the configuration names it.</summary>
/// <param name="DomainName">Host with optional port; <c>*</c> stands for any text, <c>?</c> for any character.</param>
/// <param name="Insecure">Without a port: whether port 80 is meant and not 443.</param>
public sealed record AllowedRegistry(string DomainName, bool Insecure)
{
    internal string Host => Split().Host;

    internal string Port => Split().Port;

    public override string ToString() => $"{Host}:{Port}";

    private (string Host, string Port) Split()
    {
        var colon = DomainName.LastIndexOf(':');
        return colon < 0 ? (DomainName, Insecure ? "80" : "443") : (DomainName[..colon], DomainName[(colon + 1)..]);
    }
}
