namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>The signals that an image can ask to be stopped with, by Linux's numbers.</summary>
/// <remarks>OCI Image Specification, "Image Configuration": StopSignal.</remarks>
internal enum StopSignal
{
    SIGHUP = 1,
    SIGINT = 2,
    SIGQUIT = 3,
    SIGKILL = 9,
    SIGUSR1 = 10,
    SIGUSR2 = 12,
    SIGTERM = 15,
    SIGWINCH = 28,
}
