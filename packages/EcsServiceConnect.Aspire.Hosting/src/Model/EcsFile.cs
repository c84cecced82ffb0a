namespace EcsServiceConnect.Hosting.Model;

/// <summary>A folder of a container into which files of the model are put before the container starts.</summary>
/// <param name="Path">Its path in the container.</param>
/// <param name="IsReadOnly">Whether the container may only read it.</param>
/// <param name="Replaced">
/// The folders, it or below it, of which nothing of the image's is left, as with a bind mount in Docker. All else that
/// the image has there stays.
/// </param>
/// <param name="Files">What is put in.</param>
internal sealed record EcsFileFolder(string Path, bool IsReadOnly, IReadOnlyList<string> Replaced, IReadOnlyList<EcsFile> Files);

/// <summary>A file or a folder of the model.</summary>
/// <param name="Path">Its path in the container.</param>
/// <param name="Content">What is in it; null for a folder.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="Owner">Whose it is.</param>
internal sealed record EcsFile(string Path, ReadOnlyMemory<byte>? Content, UnixFileMode Mode, EcsFileOwner Owner);
