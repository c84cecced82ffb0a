namespace Yelb.Bench.Faults;

/// <summary><see cref="FaultCommands"/> that break something, drawn like cards: each kind at each place comes once before any comes again.</summary>
internal sealed class FaultDeck(int seed)
{
    private static readonly string[] _services = ["yelb-ui", "yelb-appserver", "yelb-db", "yelb-redis"];

    // SIGKILL; SIGSTOP; the image's own stop signal, which is PostgreSQL's fast shutdown; a slow link; a rolling deployment.
    private static readonly string[] _troubles = ["kill", "freeze", "stop", "slow", "deploy"];

    private readonly Random _random = new(seed);
    private readonly Stack<string> _left = [];

    /// <summary>The next one.</summary>
    /// <param name="task">Names a running task of a service, where there are several the one of that number.</param>
    public string Draw(Func<string, int, string> task)
    {
        if (_left.Count == 0)
        {
            string[] all =
            [
                .. from service in _services from trouble in _troubles select $"{trouble} {service}",
                .. from store in FaultCommands.Stores select $"demote {store}",
                "cut yelb-ui yelb-appserver",
                "cut yelb-appserver yelb-db",
                "cut yelb-appserver yelb-redis",
            ];
            _random.Shuffle(all);
            Array.ForEach(all, _left.Push);
        }

        return _left.Pop().Split(' ') switch
        {
            ["kill" or "freeze" or "stop", var service] and [var command, _] => $"{command} {task(service, _random.Next(100))}",
            ["slow", var service] => $"slow {service} {_random.Next(100, 1500)}ms",
            ["demote", var store] => $"demote {store}{(_random.Next(2) == 0 ? "" : " hangup")}",
            var other => string.Join(' ', other),
        };
    }

    /// <summary>How long something lasts.</summary>
    public TimeSpan Time(double fromSeconds, double toSeconds) => TimeSpan.FromSeconds(fromSeconds + ((toSeconds - fromSeconds) * _random.NextDouble()));
}
