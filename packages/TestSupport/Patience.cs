namespace TestSupport;

/// <summary>How long a test waits for what has to come: long enough for a cold machine that fetches, and not for ever.</summary>
internal static class Patience
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    /// <summary>Cancelled with the test that asks for it, and 5 minutes later in any case, so that the one that hangs is named.</summary>
    public static CancellationToken Token
    {
        get
        {
            // It has to outlive this call; what it holds goes with the test's own source.
#pragma warning disable CA2000
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
#pragma warning restore CA2000
            source.CancelAfter(_longest);
            return source.Token;
        }
    }
}
