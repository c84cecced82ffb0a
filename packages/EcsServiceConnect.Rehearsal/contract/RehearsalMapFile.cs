using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>A map as it stands in its file.</summary>
internal sealed class RehearsalMapFile
{
    public Dictionary<string, string> Parameters { get; set; } = [];

    public Dictionary<string, RehearsalMapImage> Images { get; set; } = [];

    /// <summary>Addresses by the service that dials them.</summary>
    public Dictionary<string, List<string>> References { get; set; } = [];
}

/// <summary>A <see cref="LocalImage"/> as it stands in a map's file.</summary>
internal sealed class RehearsalMapImage
{
    public Dictionary<string, string> Files { get; set; } = [];

    public List<string> EntryPoint { get; set; } = [];

    public List<string> Command { get; set; } = [];

    public Dictionary<string, string> Environment { get; set; } = [];

    public string WorkingDirectory { get; set; } = "/";

    /// <summary>Numbers, <c>user</c> or <c>user:group</c>, as in the OCI Image Specification; names would need the image's passwd.</summary>
    public string User { get; set; } = "0";

    /// <summary>The names of its programs; null for those of this machine.</summary>
    public List<string>? Programs { get; set; }

    public string StopSignal { get; set; } = nameof(Contract.StopSignal.SIGTERM);

    /// <summary>The numbers; null where it is something else. Without a group it is root's, as in the specification's reference implementations.</summary>
    public static ContainerUser? ReadUser(string text)
    {
        var parts = text.Split(':');
        var group = 0;
        return parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out group))
            ? new(user, group)
            : null;
    }

    /// <summary>The signal; null where there is none of that name.</summary>
    public static StopSignal? ReadStopSignal(string text) =>
        Enum.TryParse<StopSignal>(text, out var signal) && Enum.IsDefined(signal) ? signal : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true)]
[JsonSerializable(typeof(RehearsalMapFile))]
internal sealed partial class RehearsalMapJson : JsonSerializerContext;
