using System.Text.Json;
using System.Text.Json.Nodes;

namespace EcsServiceConnect.Templates.CloudFormation;

/// <summary>JSON in a text.</summary>
internal static class JsonText
{
    /// <summary>What it says; null where it is no JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowsTwice">Whether an object may have a name twice.</param>
    public static JsonNode? Parse(string text, bool allowsTwice)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = allowsTwice });
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
