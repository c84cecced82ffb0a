using Aspire.Hosting;
using EcsServiceConnect.Hosting.Rehearsing;
using Microsoft.Extensions.Configuration;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>Which of the AppHost's arguments are the rehearsal's.</summary>
public sealed class ForwardedArgumentsTests
{
    [Theory]
    [InlineData("--operation publish --step rehearse --check", "--check")]
    [InlineData("--operation publish --step rehearse --output-path out --check --speed 50", "--check --speed 50")]
    [InlineData("--operation publish --step=rehearse-yelb --log-level debug --speed 5 --environment Production --load", "--speed 5 --load")]
    [InlineData("--clear-cache --operation publish --step rehearse --Parameters:key=value --Parameters:other value --check", "--check")]
    [InlineData("--operation publish --step rehearse", "")]
    public void What_stands_behind_the_step_and_is_not_the_hosts_is_passed_on(string commandLine, string passedOn)
    {
        var configuration = new ConfigurationManager();
        configuration.AddCommandLine(commandLine.Split(' '));

        Assert.Equal(passedOn, string.Join(' ', ForwardedArguments.Of(configuration)));
    }

    [Fact]
    public void An_option_that_the_host_would_lose_is_named()
    {
        var failure = Assert.Throws<DistributedApplicationException>(() => ForwardedArguments.Of(["--step", "rehearse", "--check", "--output-path", "out"]));

        Assert.Contains("Put --output-path before --check", failure.Message, StringComparison.Ordinal);
    }
}
