namespace EcsServiceConnect.Templates.Topology;

/// <summary>Finds what leads back to itself.</summary>
internal static class Circles
{
    /// <summary>A circle for each group of things that lead to each other, from one of them back to it.</summary>
    /// <param name="all">The things.</param>
    /// <param name="next">Where one leads; what is not among them is passed over.</param>
    public static IEnumerable<IReadOnlyList<string>> In(IEnumerable<string> all, Func<string, IEnumerable<string>> next)
    {
        var open = all.Order(StringComparer.Ordinal).ToList();
        var known = open.ToHashSet();
        var done = new HashSet<string>();
        foreach (var start in open.Where(s => !done.Contains(s)))
        {
            if (From(start) is { } circle)
            {
                yield return circle;
            }
        }

        // Depth first, without recursion: a template has as many steps as it has resources.
        List<string>? From(string start)
        {
            var path = new List<string> { start };
            var onPath = new HashSet<string> { start };
            var steps = new Stack<IEnumerator<string>>([next(start).GetEnumerator()]);
            List<string>? found = null;
            while (steps.TryPeek(out var step))
            {
                if (!step.MoveNext())
                {
                    steps.Pop();
                    onPath.Remove(path[^1]);
                    done.Add(path[^1]);
                    path.RemoveAt(path.Count - 1);
                }
                else if (onPath.Contains(step.Current))
                {
                    found ??= [.. path.SkipWhile(p => p != step.Current), step.Current];
                }
                else if (known.Contains(step.Current) && !done.Contains(step.Current))
                {
                    path.Add(step.Current);
                    onPath.Add(step.Current);
                    steps.Push(next(step.Current).GetEnumerator());
                }
            }

            return found;
        }
    }
}
