using EcsServiceConnect.Hosting.Deployment;
using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using Microsoft.Extensions.Logging.Abstractions;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>Images that are small Node.js programs, the scripts in SecondStack: Node.js is wherever the CDK is.</summary>
internal sealed class SecondStackImages
{
    private const string NodeInImage = "/usr/local/bin/node";

    private readonly string _folder;
    private readonly string _app;

    private SecondStackImages(string folder)
    {
        _folder = folder;
        _app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
    }

    /// <param name="folder">Where they are put together.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SecondStackImages> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        var images = new SecondStackImages(folder);
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.ProjectFolder, "SecondStack"), "*.mjs"))
        {
            File.Copy(script, Path.Combine(images._app, Path.GetFileName(script)));
        }

        await HealthProbe.WriteAsync(images._app, cancellationToken);
        return images;
    }

    /// <summary>As a published project's image is, with the health probe in it, but for what it runs.</summary>
    public LocalImage Of(string script)
    {
        var image = DotnetImage.Of(_app, "none.dll");
        return image with
        {
            Files = new Dictionary<string, string>(image.Files) { [NodeInImage] = Node() },
            EntryPoint = ["node", $"/app/{script}"],
        };
    }

    /// <summary>One that has its program where the image nats has its own, and runs as root.</summary>
    public LocalImage Nats()
    {
        var program = Path.Combine(_folder, "nats-server");
        File.WriteAllText(program, $"#!/bin/sh\nexec {NodeInImage} /app/queue.mjs \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        }

        return new()
        {
            Files = new Dictionary<string, string> { ["/app"] = _app, [NodeInImage] = Node(), ["/nats-server"] = program, ["/etc/queue/of-the-image"] = program },
            EntryPoint = ["/nats-server"],
            Command = ["--config", "nats-server.conf"],
        };
    }

    /// <summary>What is rehearsed for one of Docker's official images; a mirror of it has a name that says nothing.</summary>
    public Task<LocalImage> OfficialAsync(string name, CancellationToken cancellationToken) =>
        new ImageCatalog(new(new Dictionary<string, string>(), new Dictionary<string, LocalImage>()), _folder, new ToolCache(), NullLogger.Instance).FindAsync(name, cancellationToken);

    private static string Node()
    {
        var node = Executables.Find("node") ?? throw new InvalidOperationException("node can't be found on the PATH: install Node.js, which the CDK needs too.");
        return File.ResolveLinkTarget(node, returnFinalTarget: true)?.FullName ?? node;
    }
}
