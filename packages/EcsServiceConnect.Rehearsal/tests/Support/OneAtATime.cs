namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>One rehearsal at a time: each is a whole stack.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
