namespace EcsServiceConnect.Hosting.Model;

/// <summary>What a parameter must not be, told before any template is made, in the words of the AppHost.</summary>
internal static class EcsParameterRules
{
    public static IEnumerable<string> Errors(IEnumerable<EcsParameter> parameters, IReadOnlyCollection<EcsService> services) =>
        from parameter in parameters
        let constraint = ParameterConstraint.Of(parameter, services)
        where parameter.Default is { } value && constraint?.Fits(value) == false
        select $"The parameter '{parameter.Name}' is published with its value as its default, which breaks a text that it is put into: it {constraint.Description}. Change the value in AddParameter(\"{parameter.Name}\", …).";
}
