using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using EcsServiceConnect.Templates.Images;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Reads the files that the model puts into a container: files and folders of this machine (WithBindMount, and what
/// WithContainerFiles and WithInitFiles become when they publish), and those that a callback makes (WithContainerFiles).
/// </summary>
internal sealed class ContainerFileReader(DistributedApplicationModel model, DistributedApplicationExecutionContext executionContext, string appHostDirectory, List<string> errors)
{
    // It is read anew at each start, so that nothing here waits for what is known only while the application runs.
    private static readonly TimeSpan _callbackTime = TimeSpan.FromSeconds(20);

    // A password that is a word of few letters is in many texts.
    private const int ShortestSecret = 4;

    /// <summary>The folders of one resource that get files, none of them in another.</summary>
    public async Task<IReadOnlyList<EcsFileFolder>> ReadAsync(IResource resource, EcsService service, CancellationToken cancellationToken)
    {
        var tree = new ContainerFileTree();
        var mounts = new BindMountReader(resource, appHostDirectory, errors);
        foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>().Where(m => m.Type is ContainerMountType.BindMount))
        {
            mounts.Read(mount, tree, isReplaced: service.ManagedStore is not null);
        }

        foreach (var annotation in resource.Annotations.OfType<ContainerFileSystemCallbackAnnotation>())
        {
            await ReadCallbackAsync(resource, annotation, tree, cancellationToken).ConfigureAwait(false);
        }

        var folders = tree.Folders();
        errors.AddRange(PackedFiles.Errors(service.Name, folders));
        return folders;
    }

    private async Task ReadCallbackAsync(IResource resource, ContainerFileSystemCallbackAnnotation annotation, ContainerFileTree tree, CancellationToken cancellationToken)
    {
        var where = $"WithContainerFiles(\"{annotation.DestinationPath}\", …) of '{resource.Name}'";
        IReadOnlyList<ContainerFileSystemItem> items;
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        inTime.CancelAfter(_callbackTime);
        try
        {
            var context = new ContainerFileSystemCallbackContext { Model = resource, Services = executionContext.Services };
            items = [.. await annotation.Callback(context, inTime.Token).WaitAsync(inTime.Token).ConfigureAwait(false) ?? []];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            errors.Add($"{where} has not ended after {_callbackTime.TotalSeconds:0} s: when it publishes, nothing runs whose address or connection string it could wait for; write the resource's name in the file, which is its host name in ECS.");
            return;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            errors.Add($"{where} failed: {exception.Message}");
            return;
        }

        var secrets = items.Count > 0 ? await SecretsAsync(cancellationToken).ConfigureAwait(false) : [];
        var defaults = new Inherited(
            annotation.DefaultOwner ?? 0,
            annotation.DefaultGroup ?? 0,
            annotation.Umask ?? (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite));
        foreach (var item in items)
        {
            await AddAsync(item, annotation.DestinationPath, defaults).ConfigureAwait(false);
        }

        async Task AddAsync(ContainerFileSystemItem item, string folder, Inherited inherited)
        {
            var path = ContainerPath.Join(folder, item.Name);
            var owner = inherited with { Owner = item.Owner ?? inherited.Owner, Group = item.Group ?? inherited.Group };
            switch (item)
            {
                case ContainerDirectory directory:
                    if (item.Mode is not 0 || item.Owner is not null || item.Group is not null || !directory.Entries.Any())
                    {
                        tree.Add(new EcsFile(path, null, item.Mode is 0 ? ModeOfFolders & ~inherited.Umask : item.Mode, owner.FileOwner));
                    }

                    foreach (var entry in directory.Entries)
                    {
                        await AddAsync(entry, path, owner).ConfigureAwait(false);
                    }

                    break;
                case ContainerFile { Contents: not null, SourcePath: not null }:
                    errors.Add($"The file {path} of {where} has Contents and a SourcePath; leave one of them out.");
                    break;
                case ContainerFile { SourcePath: { } source, ContinueOnError: true } when !File.Exists(source):
                    break;
                case ContainerFile file:
                    var content = file.SourcePath is { } sourcePath ? await ReadSourceAsync(path, sourcePath).ConfigureAwait(false) : System.Text.Encoding.UTF8.GetBytes(file.Contents ?? "");
                    if (content is null)
                    {
                        break;
                    }

                    if (secrets.FirstOrDefault(s => file.Contents?.Contains(s.Value, StringComparison.Ordinal) == true) is { Parameter: not null } secret)
                    {
                        errors.Add($"The file {path} of '{resource.Name}' has the value of the secret parameter '{secret.Parameter}' in it, which everyone could read in the task definition; have the program read it from a variable: .WithEnvironment(\"NAME\", {secret.Parameter}).");
                        break;
                    }

                    tree.Add(new EcsFile(path, content, item.Mode is 0 ? ModeOfFiles & ~inherited.Umask : item.Mode, owner.FileOwner));
                    break;
                default:
                    errors.Add($"The file {path} of {where} is a {item.GetType().Name}, which can't be published; use a ContainerFile, or put it into the image.");
                    break;
            }
        }

        async Task<byte[]?> ReadSourceAsync(string path, string source)
        {
            try
            {
                return await File.ReadAllBytesAsync(source, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                errors.Add($"The file {path} of {where} can't be read: {exception.Message}");
                return null;
            }
        }
    }

    private const UnixFileMode ModeOfFiles = (UnixFileMode)0b110_110_110;

    private const UnixFileMode ModeOfFolders = (UnixFileMode)0b111_111_111;

    /// <summary>The values of secret parameters, as far as they are known when it publishes; a callback knows no other ones.</summary>
    private async Task<List<(string Parameter, string Value)>> SecretsAsync(CancellationToken cancellationToken)
    {
        var secrets = new List<(string Parameter, string Value)>();
        foreach (var parameter in model.Resources.OfType<ParameterResource>().Where(p => p.Secret))
        {
            try
            {
                if (await parameter.GetValueAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false) is { Length: >= ShortestSecret } value)
                {
                    secrets.Add((parameter.Name, value));
                }
            }
            catch (Exception exception) when (exception is DistributedApplicationException or TimeoutException)
            {
                // It has no value yet.
            }
        }

        return secrets;
    }

    /// <summary>What the items of a folder take from it.</summary>
    private sealed record Inherited(int Owner, int Group, UnixFileMode Umask)
    {
        public EcsFileOwner FileOwner => new(Owner, Group);
    }
}
