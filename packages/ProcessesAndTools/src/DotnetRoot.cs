using System.Runtime.InteropServices;

namespace ProcessesAndTools;

/// <summary>Where the .NET is that runs this process.</summary>
public static class DotnetRoot
{
    /// <summary>The folder with the command <c>dotnet</c> and the shared frameworks, as <c>DOTNET_ROOT</c> wants it.</summary>
    // …/shared/Microsoft.NETCore.App/10.0.x/
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
