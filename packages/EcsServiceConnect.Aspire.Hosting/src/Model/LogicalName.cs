namespace EcsServiceConnect.Hosting.Model;

/// <summary>A name that people type or read in CloudFormation, which takes letters and digits only: <c>yelb-ui</c> is <c>YelbUi</c>.</summary>
internal static class LogicalName
{
    internal static string Of(string name) =>
        string.Concat(name.Split('-', '_', '.').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
