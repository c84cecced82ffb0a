using EcsServiceConnect.Rehearsal.Contract;

namespace EcsServiceConnect.Rehearsal.Images;

/// <summary>The official image busybox, by this machine's own programs.</summary>
internal static class BusyboxImage
{
    public static LocalImage ToLocal(string image, string folder) => new()
    {
        Files = new Dictionary<string, string> { ["/bin/busybox"] = ImageScripts.Write(folder, "busybox", "busybox") },
        Command = ["sh"],
        NotRehearsed = [$"{image} is this machine's programs, which know more options."],
    };
}
