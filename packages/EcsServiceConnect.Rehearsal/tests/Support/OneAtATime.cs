namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>One at a time, and while no others run, whose times they would spoil: a rehearsal is a whole stack, and a load takes the whole machine.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
