namespace Yelb.Hosting.Ecs.Rehearsal.Images;

/// <summary>What a template leaves open: values for its parameters, what to run for its images, and what to ask of the application.</summary>
/// <param name="Parameters">CloudFormation parameters by name.</param>
/// <param name="Images">By the image as the template has it; a `*` at the end stands for any tag.</param>
internal sealed record RehearsalMap(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, PlayedImage> Images)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="RehearsalException">It is no such file: where and why.</exception>
    public static RehearsalMap Read(string path) => throw new NotImplementedException();
}
