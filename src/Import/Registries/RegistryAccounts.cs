using ImageStreams.Images;
using ImageStreams.Oci;

namespace ImageStreams.Import;

/// <summary>What a registry lets its callers do, each login for itself, as registries count: until when it wants to be left alone, and what is left.</summary>
internal sealed class RegistryAccounts
{
    private const int MaxAccounts = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How long a registry is left alone that says it is asked too much, but not for how long.</summary>
    private static readonly TimeSpan WhenItDoesNotSay = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    /// <summary>Until when an account is not used; null when it may be.</summary>
    public RegistryHold? FindHold(RegistryTurn turn, DateTimeOffset now)
    {
        if (!_accounts.TryGetValue(turn.Account, out var account))
        {
            return null;
        }

        if (account.Until > now)
        {
            return Hold(account.Until.Value, "the registry asked to be left alone");
        }

        return account.Budget.FindHold(turn.IsRefresh, now) is { } until ? Hold(until, "little is left of what the registry allows: it is left alone") : null;
    }

    /// <summary>Whether the registry has said how much it allows an account.</summary>
    public bool IsRationed(string account) => _accounts.TryGetValue(account, out var known) && known.Budget.IsKnown;

    /// <summary>A request goes.</summary>
    public void Spend(string account)
    {
        if (_accounts.TryGetValue(account, out var known))
        {
            known.Budget.Spend();
        }
    }

    /// <summary>The registry has said what is left.</summary>
    public void Note(string account, RegistryRateLimit limit, int othersUnderWay, DateTimeOffset now) =>
        Find(account).Budget.Note(new RateNotice(limit.Remaining, limit.Limit, limit.Window, limit.Reset), othersUnderWay, now);

    /// <summary>The registry wants to be asked less.</summary>
    public void Limit(string account, TimeSpan? wait, DateTimeOffset now)
    {
        var pause = wait > TimeSpan.Zero ? wait.Value : WhenItDoesNotSay;
        Find(account).Until = now + (pause < Longest ? pause : Longest);
    }

    /// <summary>Until when the account that may not be used longest is not; null when all may.</summary>
    public DateTimeOffset? LimitedUntil(DateTimeOffset now) =>
        _accounts.Values.Select(a => a.Until > now ? a.Until : a.Budget.FindHold(isRefresh: true, now)).Max();

    private static RegistryHold Hold(DateTimeOffset until, string why) =>
        new(until, ImportReasons.RateLimited, $"{why} until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private Account Find(string name)
    {
        if (_accounts.TryGetValue(name, out var account))
        {
            return account;
        }

        if (_accounts.Count >= MaxAccounts)
        {
            _accounts.Clear();
        }

        return _accounts[name] = new Account();
    }

    private sealed class Account
    {
        public DateTimeOffset? Until { get; set; }

        public RateBudget Budget { get; } = new();
    }
}
