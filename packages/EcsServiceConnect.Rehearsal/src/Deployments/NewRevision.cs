using EcsServiceConnect.Rehearsal.Contract;
using EcsServiceConnect.Rehearsal.Images;
using EcsServiceConnect.Rehearsal.Plan;

namespace EcsServiceConnect.Rehearsal.Deployments;

/// <summary>What is deployed in place of what runs: another image, other variables, or a version that answers nothing well.</summary>
/// <param name="Image">Null for the same.</param>
/// <param name="Variables">Those that have other values now.</param>
/// <param name="IsBroken">See <see cref="ServicePlan.IsBroken"/>.</param>
internal sealed record NewRevision(string? Image, IReadOnlyDictionary<string, string> Variables, bool IsBroken)
{
    /// <summary>What is typed after `deploy SERVICE`.</summary>
    public const string Usage = "[--image IMAGE] [--variable NAME=VALUE] [--broken]";

    /// <exception cref="RehearsalException">It is something else.</exception>
    public static NewRevision Parse(IReadOnlyList<string> arguments)
    {
        string? image = null;
        var variables = new Dictionary<string, string>();
        var isBroken = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--image" when i + 1 < arguments.Count:
                    image = arguments[++i];
                    break;
                case "--variable" when i + 1 < arguments.Count && arguments[i + 1].IndexOf('=', StringComparison.Ordinal) is > 0 and var equals:
                    variables[arguments[++i][..equals]] = arguments[i][(equals + 1)..];
                    break;
                case "--broken":
                    isBroken = true;
                    break;
                default:
                    throw new RehearsalException($"'{arguments[i]}' is no option, or lacks its value: deploy SERVICE {Usage}");
            }
        }

        return new(image, variables, isBroken);
    }

    /// <summary>The service as it then is. An image and variables are those of its first essential container.</summary>
    /// <exception cref="RehearsalException">There is nothing to run for the image, or a variable is a secret.</exception>
    public async Task<ServicePlan> OfAsync(ServicePlan service, ImageCatalog images, CancellationToken cancellationToken)
    {
        var container = service.TaskDefinition.Containers.First(c => c.IsEssential);
        if (Variables.Keys.FirstOrDefault(container.Secrets.ContainsKey) is { } secret)
        {
            throw new RehearsalException($"Variable {secret} of {service.Name} is a secret, which a command line would show; change its value in the map.");
        }

        var next = Image is { } image ? container.Of!(image, await images.FindAsync(image, cancellationToken).ConfigureAwait(false)) : container;
        next = next with { Environment = next.Environment.Where(v => !Variables.ContainsKey(v.Key)).Concat(Variables).ToDictionary() };
        return service with
        {
            IsBroken = IsBroken,
            TaskDefinition = service.TaskDefinition with { Containers = [.. service.TaskDefinition.Containers.Select(c => c == container ? next : c)] },
        };
    }
}
