using Aspire.Hosting;
using EcsServiceConnect.Hosting.Publishing;
using Microsoft.Extensions.Configuration;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>Which of the AppHost's arguments are a step's.</summary>
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

    [Theory]
    [InlineData("--accept-loss a --against file --accept-loss=b", "a b")]
    [InlineData("--against file", "")]
    public void An_option_may_be_given_several_times(string arguments, string values) =>
        Assert.Equal(values, string.Join(' ', ForwardedArguments.Values(arguments.Split(' '), "--accept-loss")));

    [Theory]
    [InlineData("--accept-loss")]
    [InlineData("--accept-loss --accept-loss a")]
    public void An_option_without_its_value_is_named(string arguments)
    {
        var failure = Assert.Throws<DistributedApplicationException>(() => ForwardedArguments.Values(arguments.Split(' '), "--accept-loss"));

        Assert.Equal("--accept-loss has no value: give it one, as in '--accept-loss=…'.", failure.Message);
    }
}
