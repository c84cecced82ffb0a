using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.Images;
using Microsoft.Extensions.Logging;
using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>The official images redis and valkey, by this machine's Redis or Valkey, else by Garnet.</summary>
/// <remarks>Its folders and entry point are those that https://hub.docker.com/_/redis documents.</remarks>
/// <param name="tools">Where Garnet is.</param>
/// <param name="folder">Where scripts are written to.</param>
/// <param name="logger">Logs what is fetched.</param>
internal sealed class RedisImage(ToolCache tools, string folder, ILogger logger)
{
    private const string GarnetFolder = "/opt/garnet";
    private const string DataFolder = "/data";

    private static readonly string[] _programs = ["benchmark", "check-aof", "check-rdb", "cli", "sentinel", "server"];

    public async Task<LocalImage> ToLocalAsync(string image, CancellationToken cancellationToken)
    {
        var family = ImageReference.Parse(image).Official!;
        var server = Executables.Find($"{family}-server") ?? Executables.Find("redis-server") ?? Executables.Find("valkey-server");
        var client = Executables.Find($"{family}-cli") ?? Executables.Find("redis-cli") ?? Executables.Find("valkey-cli");
        var local = new LocalImage
        {
            EntryPoint = [$"{ImageScripts.Folder}/docker-entrypoint.sh"],
            Command = [$"{family}-server"],
            // Redis keeps its files in whichever folder it is started in.
            WorkingDirectory = DataFolder,
            Programs = [.. SystemPrograms.Of(ImageReference.Parse(image).Tag), "gosu", .. _programs.Select(p => $"{family}-{p}"), .. _programs.Select(p => $"redis-{p}")],
            Volumes = [DataFolder],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
        };
        var files = new Dictionary<string, string>
        {
            [$"{ImageScripts.Folder}/docker-entrypoint.sh"] = Script("docker-entrypoint.sh"),
            [$"{ImageScripts.Folder}/{family}-cli"] = client ?? Script("redis-cli"),
        };
        if (server is not null)
        {
            files[$"{ImageScripts.Folder}/{family}-server"] = server;
            return local with { Files = files };
        }

        files[$"{ImageScripts.Folder}/{family}-server"] = Script("redis-server");
        files[GarnetFolder] = await GarnetTool.FolderAsync(tools, logger, cancellationToken).ConfigureAwait(false);
        files[DotnetImage.DotnetFolder] = DotnetRoot.Folder;
        return local with
        {
            Files = files,
            Environment = new Dictionary<string, string>(local.Environment) { ["DOTNET_ROOT"] = DotnetImage.DotnetFolder },
            NotRehearsed = [$"{image} runs as Garnet {StoreVersions.GarnetTool}; it keeps each write at once, where Redis may lose what came after its last save."],
        };
    }

    private string Script(string name) => ImageScripts.Write(folder, "redis", name);
}
