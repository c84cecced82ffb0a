namespace EcsServiceConnect.Templates.Topology;

/// <summary>How sure it is that a text is an address.</summary>
internal enum AddressEvidence
{
    /// <summary>It is written as nothing else is.</summary>
    Certain,

    /// <summary>It is one if somebody has that host: its port is then to be right too.</summary>
    IfHostIsServed,

    /// <summary>It is one if somebody serves just that: `redis:7` may be an image.</summary>
    IfServed,
}
