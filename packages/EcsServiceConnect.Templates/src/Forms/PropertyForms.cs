namespace EcsServiceConnect.Templates.Forms;

/// <summary>The forms and limits that AWS's documents state, by type of resource.</summary>
internal static class PropertyForms
{
    public static ILookup<string, PropertyForm> ByType { get; } =
        new[] { EcsForms.All, ServiceForms.All, LoadBalancerForms.All, ListenerForms.All, StoreForms.All, NetworkForms.All, OperationForms.All }.SelectMany(f => f).ToLookup(f => f.Type);
}
