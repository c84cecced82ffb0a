namespace EcsServiceConnect.Templates.Tests;

/// <summary>Alarms that ring are no fault, and neither are those of which nobody can tell.</summary>
public sealed class HarmlessAlarmTests
{
    public static TheoryData<string> Names => [.. AlarmMutants.Harmless.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_no_fault(string name)
    {
        var template = new YelbTemplate(EcsTemplates.Yelb());
        AlarmMutants.Harmless[name](template);

        Assert.Empty(TemplateChecks.Check(template.Root).Select(f => f.ToString()));
    }
}
