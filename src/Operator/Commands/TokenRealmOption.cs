namespace ImageStreams.Operator;

/// <summary>The option <c>--token-realm</c>, which two commands have.</summary>
internal static class TokenRealmOption
{
    public const string Name = "--token-realm";

    public const string Description =
        "The https URL at which clients of the integrated registry get their tokens, as the registry names it to them. Default: where the API server listens.";

    /// <exception cref="OptionsException">It is no such URL.</exception>
    public static Uri? Read(string? text) => text switch
    {
        null => null,
        _ when Uri.TryCreate(text, UriKind.Absolute, out var realm) && realm is { Scheme: "https", UserInfo: "", Query: "", Fragment: "" } => realm,
        _ => throw new OptionsException($"{Name} must be a URL such as https://images.example.com/auth/token, not '{text}'"),
    };
}
