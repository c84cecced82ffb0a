using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting;

/// <summary>Writes into the file that <c>dotnet user-secrets</c> manages.</summary>
internal static class UserSecrets
{
    private static readonly Lock _lock = new();
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static void Set(string userSecretsId, string key, string value)
    {
        var file = PathHelper.GetSecretsPathFromSecretsId(userSecretsId);
        lock (_lock)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var secrets = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];
            secrets[key] = value;

            // Whole or not at all, since other AppHosts read it at the same time; and for its owner only.
            var whole = $"{file}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(whole, options))
            {
                JsonSerializer.Serialize(stream, secrets, _indented);
            }

            File.Move(whole, file, overwrite: true);
        }
    }
}
