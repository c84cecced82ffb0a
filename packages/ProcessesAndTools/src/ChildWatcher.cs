using System.Diagnostics;
using System.Globalization;

namespace ProcessesAndTools;

/// <summary>
/// One small shell for each process of ours, which ends our children when we are gone, however we went.
/// </summary>
/// <remarks>
/// It reads the children's ids on its standard input; the end of file says that this process is gone, even by
/// SIGKILL. Linux's parent-death signal is no substitute: it comes when the <em>thread</em> that started the child
/// ends, and macOS has none.
/// </remarks>
internal static class ChildWatcher
{
    // Where it could not leave our process group, Ctrl-C in a terminal reaches it too: it has to outlive that.
    private const string Script =
        """
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        children=
        while read -r change id signal; do
          if [ "$change" = + ]; then
            children="$children $id:$signal"
          else
            others=
            for child in $children; do
              [ "${child%:*}" = "$id" ] || others="$others $child"
            done
            children=$others
          fi
        done
        for child in $children; do
          kill -s "${child#*:}" "${child%:*}"
        done
        for pause in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
          alive=
          for child in $children; do
            kill -s 0 "${child%:*}" && alive=yes
          done
          [ "$alive" ] || exit 0
          sleep 0.1
        done
        for child in $children; do
          kill -s KILL "${child%:*}"
        done
        """;

    private static readonly Lock _lock = new();
    private static readonly Dictionary<int, ProcessSignal> _children = [];
    private static Process? _shell;

    /// <summary>Starts the shell before the first child, so that no child lives a moment without it.</summary>
    public static void Prepare()
    {
        lock (_lock)
        {
            if (_shell is null or { HasExited: true })
            {
                _shell?.Dispose();
                _shell = StartShell();
                foreach (var (id, signal) in _children)
                {
                    TellOf(id, signal);
                }
            }
        }
    }

    public static void Add(int processId, ProcessSignal stopSignal)
    {
        lock (_lock)
        {
            _children[processId] = stopSignal;
            TellOf(processId, stopSignal);
        }
    }

    public static void Remove(int processId)
    {
        lock (_lock)
        {
            _children.Remove(processId);
            Tell(string.Create(CultureInfo.InvariantCulture, $"- {processId}"));
        }
    }

    private static Process StartShell()
    {
        var command = ChildProcess.OwnSession(["/bin/sh", "-c", Script]);
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }

    private static void TellOf(int processId, ProcessSignal stopSignal) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"+ {processId} {Name(stopSignal)}"));

    private static string Name(ProcessSignal signal) => signal switch
    {
        ProcessSignal.Interrupt => "INT",
        ProcessSignal.Kill => "KILL",
        _ => "TERM",
    };

    private static void Tell(string line)
    {
        try
        {
            _shell!.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Someone killed the shell: the next Prepare starts another and tells it of every child.
        }
    }
}
