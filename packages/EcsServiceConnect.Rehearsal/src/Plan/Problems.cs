using EcsServiceConnect.Rehearsal.Contract;
namespace EcsServiceConnect.Rehearsal.Plan;

/// <summary>Why a template can't be rehearsed, each reason once.</summary>
internal sealed class Problems
{
    private readonly Dictionary<string, string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines.Values;

    public void Add(string line) => Add(line, line);

    /// <summary>Adds a line, but for a subject that has one.</summary>
    public void Add(string subject, string line) => _lines.TryAdd(subject, line);

    /// <exception cref="RehearsalException">There are some.</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
        {
            throw new RehearsalException(string.Join(Environment.NewLine, Lines));
        }
    }
}
