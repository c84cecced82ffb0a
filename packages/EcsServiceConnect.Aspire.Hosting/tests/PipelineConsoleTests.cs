using System.Text;
using Aspire.Hosting;
using EcsServiceConnect.Hosting.Publishing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsServiceConnect.Hosting.Tests;

/// <summary>What a pipeline that runs without Aspire's command line prints of what is logged.</summary>
public sealed class PipelineConsoleTests
{
    private readonly PipelineConsoleFormatter _formatter = new();
    private readonly StringBuilder _console = new();

    [Fact]
    public void A_fault_of_several_lines_is_one_block_however_often_it_is_logged_and_wrapped()
    {
        var failed = Thrown(new StepFailedException("publish-yelb", new DistributedApplicationException($"'a' has no image.{Environment.NewLine}'b' has two.")));
        Log("Step 'publish-yelb' failed.", failed);
        Log(failed.Message, failed);
        Log("BackgroundService failed", new DistributedApplicationException($"Pipeline execution failed: {failed.Message}", failed));

        Assert.Equal($"error: 'a' has no image.{Environment.NewLine}       'b' has two.\n", _console.ToString());
    }

    [Fact]
    public void Two_steps_that_fail_each_give_their_reason()
    {
        var one = new DistributedApplicationException("one");
        var other = new DistributedApplicationException("other");
        Log("Step 'a' failed.", one);
        Log("Step 'b' failed.", other);
        Log("Multiple pipeline steps failed: a, b", new AggregateException(one, other));

        Assert.Equal("error: one\nerror: other\n", _console.ToString());
    }

    [Fact]
    public void What_nobody_expected_keeps_its_stack_trace()
    {
        var failed = Thrown(new InvalidOperationException("surprise"));
        Log("Step 'publish-yelb' failed.", failed);
        Log("BackgroundService failed", new DistributedApplicationException("Pipeline execution failed: surprise", failed));

        Assert.StartsWith("error: Step 'publish-yelb' failed.", _console.ToString(), StringComparison.Ordinal);
        Assert.Single(_console.ToString().Split("System.InvalidOperationException: surprise").Skip(1));
        Assert.Contains($"at {typeof(PipelineConsoleTests).FullName}.{nameof(Thrown)}", _console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_is_no_error_and_a_time_out_is()
    {
        Log("A task was canceled.", new TaskCanceledException());
        Log("The request was canceled.", new TaskCanceledException("too slow", new TimeoutException()));

        Assert.StartsWith("cancelled\nerror: The request was canceled.", _console.ToString(), StringComparison.Ordinal);
    }

    private void Log(string message, Exception exception)
    {
        using var console = new StringWriter(_console) { NewLine = "\n" };
        _formatter.Write(new LogEntry<string>(LogLevel.Error, "Aspire.Hosting.Publishing.PipelineExecutor", default, message, exception, (text, _) => text), null, console);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception e) when (e == exception)
        {
            return e;
        }
    }
}
