using ProcessesAndTools;

namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>The image that the .NET SDK makes of a project, by the .NET of this machine.</summary>
/// <remarks>
/// Variables and user are those of the base images (dotnet-docker, "ASP.NET Core image" and "Running as a non-root
/// user"), the entry point and the folder those of the SDK's container support.
/// </remarks>
internal static class DotnetImage
{
    /// <summary>Where the base images have .NET.</summary>
    public const string DotnetFolder = "/usr/share/dotnet";

    private const int AppUser = 1654;

    /// <param name="publishFolder">The project's published files.</param>
    /// <param name="assembly">The program among them, <c>Yelb.Web.dll</c>.</param>
    public static LocalImage Of(string publishFolder, string assembly) => new()
    {
        Files = new Dictionary<string, string> { ["/app"] = publishFolder, [DotnetFolder] = DotnetRoot.Folder },
        EntryPoint = ["dotnet", $"/app/{assembly}"],
        WorkingDirectory = "/app",
        User = new(AppUser, AppUser),
        Programs = SystemPrograms.Debian,
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{DotnetFolder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            ["APP_UID"] = $"{AppUser}",
            ["ASPNETCORE_HTTP_PORTS"] = "8080",
            ["DOTNET_RUNNING_IN_CONTAINER"] = "true",
        },
    };
}
