using System.Reflection;
using ProcessesAndTools;

namespace EcsServiceConnect.Hosting.Cdk;

/// <summary>
/// What the CDK runs in: Node.js, started once for the process by JSII, which the CDK for .NET calls into. Its one
/// kernel takes one call at a time.
/// </summary>
internal static class CdkRuntime
{
    private static readonly Lock _kernel = new();
    private static readonly string _nodeVersions = string.Join(',', Enumerable.Range(18, 30));
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static bool _isStarted;

    /// <summary>Starts it beside what comes before a stack is written: that takes a second, and so does the start.</summary>
    internal static void StartAhead() => _ = Task.Run(() =>
    {
        try
        {
            // The least that has JSII load the CDK.
            Run(() => Amazon.CDK.Duration.Seconds(1));
        }
        catch (MachineException)
        {
            // It is said when a stack is to be written.
        }
    });

    /// <summary>Runs code that uses the CDK, alone.</summary>
    /// <exception cref="MachineException">There is no Node.js.</exception>
    internal static void Run(Action synthesize)
    {
        lock (_kernel)
        {
            if (_isStarted)
            {
                synthesize();
                return;
            }

            if (Executables.Find(OperatingSystem.IsWindows() ? "node.exe" : "node") is null)
            {
                throw new MachineException("Publishing needs Node.js, in which the AWS CDK runs, and there is no 'node' on the PATH: install version 20 or later.");
            }

            // JSII leaves 60 MB behind in the temporary folder, so it gets one of its own. It reads from it as long as
            // it runs, and it runs until this process ends.
            var folder = Directory.CreateTempSubdirectory("aws-cdk-");
            if (!OperatingSystem.IsWindows())
            {
                // What the rest of the process makes meanwhile lies in it too, and may be for another user.
                folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            }

            AppDomain.CurrentDomain.ProcessExit += (_, _) => End(folder);
            var variable = OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";
            var temporaryFolder = Environment.GetEnvironmentVariable(variable);
            Environment.SetEnvironmentVariable(variable, folder.FullName);

            // Its banner about the age of Node.js, by major version; the CDK says itself which ones it can't run in.
            Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", _nodeVersions);
            Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", _nodeVersions);
            try
            {
                _isStarted = true;
                _ = Task.Run(LoadTypes);
                synthesize();
            }
            finally
            {
                Environment.SetEnvironmentVariable(variable, temporaryFolder);
            }
        }
    }

    // JSII looks for its own among all types of the process, tens of thousands, once Node.js has the CDK: they are loaded meanwhile.
    private static void LoadTypes()
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies().Append(typeof(Amazon.CDK.App).Assembly))
        {
            try
            {
                assembly.GetTypes();
            }
            catch (ReflectionTypeLoadException)
            {
                // JSII does without those as well.
            }
        }
    }

    // Node.js that starts and finds its files gone tells the user so, in a stack trace.
    private static void End(DirectoryInfo folder)
    {
        var isIdle = _kernel.TryEnter(_patience);
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // Node may still write: the system clears its temporary folder in its own time.
        }
        catch (UnauthorizedAccessException)
        {
        }
        finally
        {
            if (isIdle)
            {
                _kernel.Exit();
            }
        }
    }
}
