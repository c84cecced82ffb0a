using System.Security.Cryptography;

namespace Yelb.Api.Http;

/// <summary>This process among its replicas: told in every answer, so that one sees how requests are spread.</summary>
internal static class ServerInstance
{
    public const string Header = "X-Served-By";

    /// <summary>8 hexadecimal digits, generated at the start, as everybody sees them and need not learn anything of the machine.</summary>
    public static string Name { get; } = RandomNumberGenerator.GetHexString(8, lowercase: true);
}
