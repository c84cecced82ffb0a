using System.Globalization;

namespace Yelb.Api.Http;

/// <summary>Which server answers: told in every answer, so that one sees how requests are spread.</summary>
internal static class AnsweringServer
{
    public const string Header = "X-Served-By";

    /// <summary>
    /// The host name and the process, for example <c>ip-10-0-1-7/1</c>: replicas have a host each in a cluster, and one
    /// between them on a developer's machine.
    /// </summary>
    public static string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}");
}
