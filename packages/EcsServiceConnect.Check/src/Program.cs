using EcsServiceConnect.Check;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};
return await new CheckCommand(Console.Out, Console.Error).RunAsync(args, stop.Token);
