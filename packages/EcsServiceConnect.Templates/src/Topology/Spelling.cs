namespace EcsServiceConnect.Templates.Topology;

/// <summary>Whether a name is another one, mistyped.</summary>
internal static class Spelling
{
    private const int LeastLength = 5;

    /// <summary>Whether one letter is missing, too many, another, or two have changed places; of short names nothing is said.</summary>
    public static bool IsSlip(string written, string meant)
    {
        if (written == meant || written.Length < LeastLength || Math.Abs(written.Length - meant.Length) > 1)
        {
            return false;
        }

        var start = 0;
        while (start < written.Length && start < meant.Length && written[start] == meant[start])
        {
            start++;
        }

        return Rest(written, start + 1) == Rest(meant, start + 1)
            || Rest(written, start) == Rest(meant, start + 1)
            || Rest(written, start + 1) == Rest(meant, start)
            || (start + 1 < written.Length && start + 1 < meant.Length && written[start] == meant[start + 1] && written[start + 1] == meant[start] && Rest(written, start + 2) == Rest(meant, start + 2));
    }

    private static string Rest(string text, int from) => from < text.Length ? text[from..] : "";
}
