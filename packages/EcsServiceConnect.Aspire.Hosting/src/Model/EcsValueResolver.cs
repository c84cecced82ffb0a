using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace EcsServiceConnect.Hosting.Model;

/// <summary>
/// Turns the values of Aspire's model into what they are in ECS: an endpoint into its Service Connect alias, or for a
/// standalone task into its load balancer's address; a parameter into one of the stack. What can't be turned is an error, never left out.
/// </summary>
internal sealed partial class EcsValueResolver(IReadOnlyDictionary<IResource, EcsService> services, EcsEnvironmentResource environment, List<string> errors)
{
    private readonly Dictionary<string, EcsParameter> _parameters = [];

    /// <summary>The parameters met so far.</summary>
    public IReadOnlyList<EcsParameter> Parameters => [.. _parameters.Values];

    /// <param name="value">The value.</param>
    /// <param name="service">Whose it is.</param>
    /// <param name="what">What it is, for an error.</param>
    /// <param name="dialled">Receives the ports that the value names.</param>
    public EcsValue Resolve(object value, EcsService service, string what, ISet<EcsPort> dialled)
    {
        var parts = new List<EcsValuePart>();
        try
        {
            Add(value, parts, service, dialled);
        }
        catch (DistributedApplicationException e)
        {
            errors.Add($"{char.ToUpperInvariant(what[0])}{what[1..]} of '{service.Name}' can't be published: {e.Message}");
        }

        return new EcsValue(Merged(parts));
    }

    /// <summary>The services whose ports these are.</summary>
    public IEnumerable<EcsReference> OwnersOf(IReadOnlySet<EcsPort> ports) =>
        from service in services.Values
        let own = service.Ports.Where(ports.Contains).ToList()
        where own.Count > 0
        select new EcsReference(service, own);

    private void Add(object value, List<EcsValuePart> parts, EcsService client, ISet<EcsPort> dialled)
    {
        switch (value)
        {
            case string text:
                parts.Add(new EcsText(text));
                break;
            case ParameterResource parameter:
                parts.Add(new EcsParameterPart(Parameter(parameter)));
                break;
            case EndpointReference endpoint:
                Add(endpoint.Property(EndpointProperty.Url), parts, client, dialled);
                break;
            case EndpointReferenceExpression endpoint:
                AddEndpoint(endpoint, parts, client, dialled);
                break;
            case ConnectionStringReference reference:
                Add(reference.Resource.ConnectionStringExpression, parts, client, dialled);
                break;
            case IResourceWithConnectionString resource:
                Add(resource.ConnectionStringExpression, parts, client, dialled);
                break;
            case ReferenceExpression { IsConditional: true } conditional:
                Add(IsTrue(conditional) ? conditional.WhenTrue! : conditional.WhenFalse!, parts, client, dialled);
                break;
            case ReferenceExpression expression:
                AddExpression(expression, parts, client, dialled);
                break;
            default:
                throw new DistributedApplicationException($"it is a {value.GetType().Name}, which has no meaning in ECS; use a string, a parameter, a reference, or a text made of them.");
        }
    }

    private void AddEndpoint(EndpointReferenceExpression expression, List<EcsValuePart> parts, EcsService client, ISet<EcsPort> dialled)
    {
        var endpoint = expression.Endpoint;
        if (!services.TryGetValue(endpoint.Resource, out var server))
        {
            throw new DistributedApplicationException($"'{endpoint.Resource.Name}' is not published, so it can't be referred to.");
        }

        var port = server.Ports.SingleOrDefault(p => p.Is(endpoint.EndpointName))
            ?? throw new DistributedApplicationException($"'{server.Name}' has no endpoint '{endpoint.EndpointName}'.");
        if (expression.Property is EndpointProperty.TargetPort)
        {
            // Where it listens itself, rather than where it is called.
            parts.Add(new EcsText(Number(port.ContainerPort)));
            return;
        }

        if (IsPublic(endpoint, server, port, client))
        {
            AddAddress(expression, new EcsPublicHostPart(server), environment.PublicScheme, port.Public?.Port ?? environment.PublicPort, parts);

            // Only what is started by hand waits for what it calls there: others could wait in a circle.
            if (!client.IsStandaloneTask)
            {
                return;
            }
        }
        else
        {
            AddAddress(expression, new EcsHostPart(server), port.Endpoint.Scheme, port.AliasPort, parts);
        }

        if (expression.Property is not EndpointProperty.Scheme)
        {
            dialled.Add(port);
        }
    }

    /// <summary>
    /// Whether an endpoint is meant as people see it: by the name of the network, by a resource that asks for its own
    /// address, or because a standalone task has no proxy that would know an alias.
    /// </summary>
    private static bool IsPublic(EndpointReference endpoint, EcsService server, EcsPort port, EcsService client)
    {
        if (client.IsStandaloneTask && server != client && server.ManagedStore is null && !port.IsExternal)
        {
            throw new DistributedApplicationException($"'{client.Name}' is started by hand (WithExplicitStart), and Service Connect has no names for such tasks; refer to a resource with an external endpoint rather than to '{server.Name}', or let '{client.Name}' start by itself.");
        }

        if (endpoint.ContextNetworkID == KnownNetworkIdentifiers.PublicInternet && !port.IsExternal)
        {
            throw new DistributedApplicationException($"the endpoint '{endpoint.EndpointName}' of '{server.Name}' is asked for as the internet sees it, and is not external: call WithExternalHttpEndpoints() on '{server.Name}'.");
        }

        return port.IsExternal && (server == client || client.IsStandaloneTask || endpoint.ContextNetworkID == KnownNetworkIdentifiers.PublicInternet);
    }

    private void AddAddress(EndpointReferenceExpression expression, EcsValuePart host, string scheme, int port, List<EcsValuePart> parts) =>
        parts.AddRange(expression.Property switch
        {
            // As browsers write it, which compare an origin as text.
            EndpointProperty.Url when host is EcsPublicHostPart && port == environment.PublicPort => [new EcsText($"{scheme}://"), host],
            EndpointProperty.Url => [new EcsText($"{scheme}://"), host, new EcsText($":{Number(port)}")],
            EndpointProperty.HostAndPort => [host, new EcsText($":{Number(port)}")],
            EndpointProperty.Host or EndpointProperty.IPV4Host => [host],
            EndpointProperty.Port => [new EcsText(Number(port))],
            EndpointProperty.Scheme => new EcsValuePart[] { new EcsText(scheme) },
            _ => throw new DistributedApplicationException($"endpoints have no '{expression.Property}' in ECS."),
        });

    private void AddExpression(ReferenceExpression expression, List<EcsValuePart> parts, EcsService client, ISet<EcsPort> dialled)
    {
        // Format is a composite format string: text, doubled braces, and the numbers of the values in braces.
        var position = 0;
        foreach (Match match in Braces().Matches(expression.Format))
        {
            parts.Add(new EcsText(expression.Format[position..match.Index]));
            position = match.Index + match.Length;
            if (!match.Groups["value"].Success)
            {
                parts.Add(new EcsText(match.Value[..1]));
                continue;
            }

            var index = int.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
            var value = new List<EcsValuePart>();
            Add(expression.ValueProviders[index], value, client, dialled);
            parts.AddRange(Formatted(value, expression.StringFormats[index]));
        }

        parts.Add(new EcsText(expression.Format[position..]));
    }

    private static IEnumerable<EcsValuePart> Formatted(List<EcsValuePart> parts, string? format) => format switch
    {
        null => parts,
        "uri" => parts.Select(p => p switch
        {
            EcsText text => new EcsText(Uri.EscapeDataString(text.Text)),
            // CloudFormation can't percent-encode: what is generated needs none, and what is given has to need none.
            EcsParameterPart parameter => parameter with { IsInUri = true },
            _ => p,
        }),
        _ => throw new DistributedApplicationException($"the format '{format}' has no meaning in ECS."),
    };

    private bool IsTrue(ReferenceExpression conditional)
    {
        var value = conditional.Condition switch
        {
            // Between containers the proxies do TLS, where there is any.
            EndpointReferenceExpression { Property: EndpointProperty.TlsEnabled } tls =>
                (services.TryGetValue(tls.Endpoint.Resource, out var server) && server.ManagedStore is { NeedsTls: true }).ToString(),
            _ => throw new DistributedApplicationException($"it depends on a {conditional.Condition!.GetType().Name}, whose value is not known before it runs."),
        };
        return string.Equals(value, conditional.MatchValue, StringComparison.OrdinalIgnoreCase);
    }

    private EcsParameter Parameter(ParameterResource parameter)
    {
        if (!_parameters.TryGetValue(parameter.Name, out var known))
        {
            known = EcsParameter.Of(parameter, errors);
            _parameters.Add(parameter.Name, known);
        }

        return known;
    }

    private static List<EcsValuePart> Merged(List<EcsValuePart> parts)
    {
        var merged = new List<EcsValuePart>();
        foreach (var part in parts)
        {
            if (part is EcsText text && merged is [.., EcsText last])
            {
                merged[^1] = new EcsText(last.Text + text.Text);
            }
            else if (part is not EcsText { Text: "" })
            {
                merged.Add(part);
            }
        }

        return merged;
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{\{|\}\}|\{(?<value>\d+)\}")]
    private static partial Regex Braces();
}
