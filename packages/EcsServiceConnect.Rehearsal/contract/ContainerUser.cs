namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>Who a container runs as.</summary>
internal sealed record ContainerUser(int UserId, int GroupId);
