using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Gives each replica of each project a port for each of its endpoints.</summary>
internal static class EndpointAllocator
{
    /// <exception cref="DistributedApplicationException">A port that the model asks for is taken.</exception>
    public static void Allocate(IEnumerable<ProjectResource> projects, bool randomizePorts)
    {
        // All are held until the last one is found, so that none is given twice.
        var held = new List<TcpListener>();
        try
        {
            foreach (var project in projects)
            {
                foreach (var endpoint in project.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedEndpoint is null))
                {
                    var first = Hold(held, project, endpoint, randomizePorts ? null : endpoint.Port ?? endpoint.TargetPort);
                    endpoint.FurtherReplicas = [.. Enumerable.Range(1, project.GetReplicaCount() - 1).Select(_ => Hold(held, project, endpoint, port: null))];
                    endpoint.AllocatedEndpoint = first;
                }
            }
        }
        finally
        {
            held.ForEach(h => h.Dispose());
        }
    }

    private static AllocatedEndpoint Hold(List<TcpListener> held, ProjectResource project, EndpointAnnotation endpoint, int? port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port ?? 0);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new DistributedApplicationException(
                $"'{project.Name}' wants port {port} for its endpoint '{endpoint.Name}', but it can't be had ({e.SocketErrorCode}): stop what listens there, or change the port in the AppHost.", e);
        }

        held.Add(listener);
        return new AllocatedEndpoint(endpoint, KnownHostNames.Localhost, ((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
