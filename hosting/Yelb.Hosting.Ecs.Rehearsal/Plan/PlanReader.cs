using System.Text.Json.Nodes;
using Yelb.Hosting.Ecs.Rehearsal.Images;

namespace Yelb.Hosting.Ecs.Rehearsal.Plan;

/// <summary>Reads a template into what is rehearsed of it.</summary>
internal static class PlanReader
{
    /// <exception cref="RehearsalException">The template can't be played: a line for each reason.</exception>
    public static Task<RehearsalPlan> ReadAsync(JsonObject template, IReadOnlyDictionary<string, string> parameters, ImageCatalog images, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
