using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Stacks;

namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>
/// What is rehearsed: a template in JSON or YAML, or several stacks that nest or import each other, put together.
/// </summary>
/// <param name="Group">The stacks.</param>
/// <param name="NotRead">What of them only AWS could read, a line each.</param>
internal sealed record RehearsedTemplate(StackGroup Group, IReadOnlyList<string> NotRead)
{
    /// <summary>Reads a template, a folder of them, or a cloud assembly.</summary>
    /// <exception cref="RehearsalException">It can't be read, or is of several applications that have nothing to do with each other.</exception>
    public static RehearsedTemplate Read(string path)
    {
        List<TemplateFileException> unreadable = [];
        var stacks = NestedStacks.Expand(StackFiles.At(path, unreadable));
        if (unreadable.Count > 0)
        {
            throw new RehearsalException(string.Join(Environment.NewLine, unreadable.Select(e => e.Message)));
        }

        // What has no services has nothing to run, and nothing to do with the others.
        var groups = StackGroup.Of(stacks).ToList();
        var running = groups.Where(g => g.Template.OfType("AWS::ECS::Service").Any()).ToList();
        return running.Count <= 1
            ? new(running.Concat(groups).First(), stacks.Count == 1 ? [] : [.. stacks.SelectMany(s => Templates.Stacks.NotRead.In(s, stacks)).Distinct()])
            : throw new RehearsalException($"{path} has services of several stacks that neither nest nor import each other ({string.Join(", ", running.Select(g => g.Find("").Stack.Name))}): give one.");
    }

    /// <summary>It, with the given values of parameters and those that only a deployment would know.</summary>
    public CloudFormationTemplate With(IReadOnlyDictionary<string, string> parameters)
    {
        var values = PseudoParameters.With(parameters, Group.Template);
        foreach (var (name, value) in values.ToList())
        {
            foreach (var own in Group.NamesOf(name))
            {
                values.TryAdd(own, value);
            }
        }

        return Group.Template.With(values);
    }
}
