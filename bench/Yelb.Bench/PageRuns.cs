using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Yelb.Bench;

/// <summary>Open pages while people vote, while a yelb-ui is replaced, and while application servers die.</summary>
internal static class PageRuns
{
    /// <summary>Ten votes a second that all pages of one yelb-ui show, and what memory it takes.</summary>
    /// <returns>Whether each was shown within a second (p99), with less than 400 MB in yelb-ui and 120 MB in yelb-appserver.</returns>
    public static async Task<bool> VotesAsync(int number)
    {
        await using var yelb = await YelbRun.StartAsync(isContained: true);
        await using var pages = await OpenAsync(number, _ => yelb.Web);
        using var client = new HttpClient { BaseAddress = yelb.Web };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var waiting = new List<Task<double>>();
        for (var vote = 0; vote < 300; vote++)
        {
            await timer.WaitForNextTickAsync();
            var sent = Stopwatch.GetTimestamp();
            waiting.Add(ShownAsync(pages, await VoteAsync(client), sent));
        }

        var shown = (await Task.WhenAll(waiting)).Order().ToList();
        Console.WriteLine(FormattableString.Invariant($"300 votes, 10 a second, each on all pages after: median {shown[150]:0} ms, p99 {shown[297]:0} ms, most {shown[^1]:0} ms; {pages.Losses} streams lost"));
        var web = (await yelb.ProcessAsync("yelb-ui")).MemoryOfTree();
        var appServer = (await yelb.ProcessAsync("yelb-appserver")).MemoryOfTree();
        Console.WriteLine(FormattableString.Invariant($"yelb-ui: {web:0} MB, yelb-appserver: {appServer:0} MB"));
        return pages.Losses == 0 && shown[297] <= 1000 && web < 400 && appServer < 120;
    }

    /// <summary>The yelb-ui of all pages ends by SIGTERM, as ECS ends a task, and they find another; two people vote meanwhile.</summary>
    /// <returns>Whether all showed votes again within 10 s, and no vote was lost.</returns>
    public static async Task<bool> ReplacedAsync(int number)
    {
        await using var yelb = await YelbRun.StartAsync(webs: 2, isContained: true);
        var (old, other) = (yelb.Webs[0], yelb.Webs[1]);
        var web = old;
        await using var pages = await OpenAsync(number, _ => Volatile.Read(ref web));
        // No stream of theirs is one that has only just begun.
        await Task.Delay(TimeSpan.FromSeconds(7));
        var before = await yelb.VotesAsync();
        using var voters = new Voters(other, 2);
        await voters.AcknowledgedAsync(100);

        var began = Stopwatch.GetTimestamp();
        Volatile.Write(ref web, other);
        using (Process.Start("kill", ["-TERM", $"{YelbRun.ServiceAt(old).Id}"]))
        {
            await pages.AllBackAsync();
        }

        var back = Stopwatch.GetElapsedTime(began);
        var requests = pages.RequestsSince(began);
        await voters.EndAsync();
        var committed = await yelb.VotesAsync() - before;
        var good = committed >= voters.Acknowledged && committed <= voters.Acknowledged + voters.Unknown;
        Console.WriteLine(FormattableString.Invariant($"yelb-ui replaced: all pages live again after {back.TotalSeconds:0.0} s, {requests.All} requests of theirs, {requests.MostInASecond} in one second at the most"));
        Console.WriteLine($"{voters.Acknowledged} votes acknowledged, {voters.Unknown} of unknown outcome, {committed} in the database: {(good ? "good" : "WRONG")}");
        return good && back.TotalSeconds <= 10;
    }

    /// <summary>Half of the pages on each yelb-ui, and of two application servers the one is killed that the first half is shown.</summary>
    /// <returns>Whether all pages showed a vote that was cast after the kill within 3 s of it.</returns>
    public static async Task<bool> KilledAsync(int number)
    {
        await using var yelb = await YelbRun.StartAsync(replicas: 2, webs: 2, isContained: true);
        await using var pages = await OpenAsync(number, page => yelb.Webs[page % 2]);
        var shown = await ShownServerAsync(yelb.Web);
        var isFirst = await NameAsync(yelb.AppServers[0]) == shown;
        using var client = new HttpClient { BaseAddress = yelb.AppServers[isFirst ? 1 : 0] };

        var began = Stopwatch.GetTimestamp();
        using (var process = Process.GetProcessById(YelbRun.ServiceAt(yelb.AppServers[isFirst ? 0 : 1]).Id))
        {
            process.Kill();
        }

        var after = await ShownAsync(pages, await VoteAsync(client), began);
        Console.WriteLine(FormattableString.Invariant($"yelb-appserver killed: a vote cast after it is on all pages {after:0} ms after it; {pages.Losses} streams lost"));
        return after <= 3000 && pages.Losses == 0;
    }

    /// <summary>The application server whose stream a yelb-ui hands on.</summary>
    private static async Task<string?> ShownServerAsync(Uri web)
    {
        using var client = new HttpClient { BaseAddress = web };
        await using var stream = await client.GetStreamAsync(new Uri("/api/live", UriKind.Relative));
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            if (item.EventType == "server")
            {
                return JsonDocument.Parse(item.Data).RootElement.GetProperty("id").GetString();
            }
        }

        return null;
    }

    private static async Task<string> NameAsync(Uri appServer)
    {
        using var client = new HttpClient { BaseAddress = appServer };
        using var answer = await client.GetAsync(new Uri("/api/votes", UriKind.Relative));
        return answer.Headers.GetValues("X-Served-By").Single();
    }

    private static async Task<Pages> OpenAsync(int number, Func<int, Uri> web)
    {
        var clock = Stopwatch.StartNew();
        var pages = await Pages.OpenAsync(number, web);
        Console.WriteLine(FormattableString.Invariant($"{number} pages live after {clock.Elapsed.TotalSeconds:0.0} s"));
        return pages;
    }

    /// <summary>Casts a vote, with its key until it is acknowledged.</summary>
    /// <returns>All votes, this one among them.</returns>
    private static async Task<long> VoteAsync(HttpClient client)
    {
        var key = $"{Guid.NewGuid()}";
        await AnswerAsync(client, () => new(HttpMethod.Post, "/api/votes/ihop") { Content = new ByteArrayContent([]), Headers = { { "Idempotency-Key", key } } });
        return Page.TotalIn(await AnswerAsync(client, () => new(HttpMethod.Get, "/api/votes")))!.Value;
    }

    private static async Task<byte[]> AnswerAsync(HttpClient client, Func<HttpRequestMessage> ask)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = ask();
            using var answer = await client.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadAsByteArrayAsync();
            }

            if (tries == 50)
            {
                throw new InvalidOperationException($"{request.Method} {request.RequestUri} was answered with {(int)answer.StatusCode} {tries} times.");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>How many milliseconds passed since then until the last page showed so many votes.</summary>
    private static async Task<double> ShownAsync(Pages pages, long total, long since)
    {
        await pages.ShowAsync(total);
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }
}
