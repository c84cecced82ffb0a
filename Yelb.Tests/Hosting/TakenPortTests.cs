using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Yelb.Tests.Hosting;

/// <summary>A port that the model asks for and somebody else has.</summary>
public sealed class TakenPortTests
{
    [Fact]
    public async Task The_error_names_the_port_and_who_wants_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Yelb_AppHost>(TestContext.Current.CancellationToken);
        builder.Configuration["DcpPublisher:RandomizePorts"] = "false";
        foreach (var project in builder.Resources.OfType<ProjectResource>().Where(p => p.Annotations.OfType<EndpointAnnotation>().Any()))
        {
            project.Annotations.OfType<EndpointAnnotation>().Single().Port = project.Name == "yelb-ui" ? port : null;
        }

        var application = await builder.BuildAsync(TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"'yelb-ui' wants port {port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
