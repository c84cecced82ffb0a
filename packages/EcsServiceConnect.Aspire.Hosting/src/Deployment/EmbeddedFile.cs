namespace EcsServiceConnect.Hosting.Deployment;

/// <summary>The files of another kind than C# that a deployment uses.</summary>
internal static class EmbeddedFile
{
    public static async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Open(name));
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    public static async Task WriteAsync(string name, string path, CancellationToken cancellationToken)
    {
        var file = File.Create(path);
        await using (file.ConfigureAwait(false))
        {
            await Open(name).CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Stream Open(string name) => typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"{name} is not embedded in {typeof(EmbeddedFile).Assembly.GetName().Name}.");
}
