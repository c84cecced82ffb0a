namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>One at a time, and while no others run: a load takes the whole machine and would spoil their times, and a new rehearsal clears what others have left.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
