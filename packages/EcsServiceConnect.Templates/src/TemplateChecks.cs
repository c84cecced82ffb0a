using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;
using EcsServiceConnect.Templates.Rules;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates;

/// <summary>
/// Checks a synthesised CloudFormation template of ECS Fargate services with Service Connect for what no validator of
/// templates sees: whether its parts fit each other.
/// </summary>
internal static class TemplateChecks
{
    private static readonly Func<EcsTopology, IEnumerable<TemplateViolation>>[] _rules =
    [
        FormRules.Values, ListLengthRules.ListsAreShort, TagRules.Tags, TemplateFormRules.Defaults, TemplateFormRules.ParametersHaveTypes, TemplateFormRules.ExportsAreNames, TemplateFormRules.LogicalIds, TemplateFormRules.Policies,
        ContainerRules.OneIsEssential, ContainerRules.WaitsEnd, ContainerRules.EssentialOnesDoNotEnd, ContainerRules.HealthCommands, ContainerRules.HealthCommandsCanFail, ContainerRules.HostPorts, PortRangeRules.RangesArePossible,
        TwiceRules.InTasks, TwiceRules.InStacks, TwiceRules.Exports,
        FargateRules.Tasks, FargateRules.Services, FargateRules.Compatibilities, FargateRules.Platforms,
        StrategyRules.Strategies, ServiceRules.NamespacesByName, ServiceRules.RoomToRebalance, ServiceRules.EcsDeploys, ServiceRules.RolesAreOfBridges, ServiceRules.IngressPortsAreFree,
        DependencyRules.NoCircles, DependencyRules.AllExist,
        SecurityGroupFormRules.Rules, SubnetFormRules.Ranges, RouteRules.RoutesLead, RouteRules.EachIsThereOnce, StoreRules.MasterUsers, StoreRules.Contradictions, StoreRules.SubnetGroups,
        LoadBalancerRules.TwoZones, LoadBalancerRules.OneSubnetInEachZone, LoadBalancerRules.SubnetsArePublic, LoadBalancerRules.OpenOnesAreReached, LoadBalancerRules.ListenersAreOpen,
        BalancerTimeoutRules.StreamsAreNotCut, BalancerTimeoutRules.KeepAliveIsLonger,
        ListenerRules.Certificates, ListenerRules.Protocols, ListenerRules.PortsAreFree, ListenerRules.PrioritiesAreFree, ListenerActionRules.AreComplete, ListenerActionRules.AnswerOnce, ListenerOrderRules.RulesAreReached, ListenerRules.Redirections, ListenerRules.PathsBegin,
        TargetGroupRules.OneVpc, TargetGroupRules.ProtocolsFit, TargetGroupRules.HealthProtocolsFit, TargetGroupRules.Matchers, TargetGroupRules.HealthPortsAreOpen, TargetGroupRules.HealthIsChecked, TargetGroupRules.OneServiceEach, TargetGroupRules.GraceCoversStart,
        ScalingTargetRules.TargetsExist, ScalingTargetRules.DimensionsExist, ScalingTargetRules.SchedulesArePossible, ScalingTargetRules.BasesAreBelow,
        ScalingPolicyRules.TargetsAreReachable, ScalingPolicyRules.MetricsDiffer, ScalingPolicyRules.LabelsAreGiven, ScalingPolicyRules.StepsAreSetOff,
        MetricRules.MetricsExist, MetricRules.AlarmsArePossible, MetricRules.AlarmsExist,
        VersionRules.TagsStay, VersionRules.EnginesHaveVersions,
        DataLossRules.StayWithoutStack, DataLossRules.StayWhenReplaced, DataLossRules.PasswordsStay,

        ReferenceRules.Served, ReferenceRules.ListenersAnswer, StandaloneTaskRules.NameNoAlias,
        AliasRules.AliasesAreUnique, AliasRules.OneAliasEach, AliasRules.DiscoveryNamesAreUnique, AliasRules.DiscoveryNamesAreValid,
        NamespaceRules.Exists,
        NameRules.PortNames, NameRules.LoadBalancerTargets, NameRules.ContainerDependencies, NameRules.Volumes, NameRules.SecretKeys, NameRules.MetricDimensions,
        ProtocolRules.HttpHasAppProtocol, ProtocolRules.TlsHasNoAppProtocol, ProtocolRules.NoRequestTimeoutOnTcp, ProtocolRules.StreamsAreNotCut, ProtocolRules.IdleIsNotShorter,
        ReachabilityRules.References, ReachabilityRules.Stores, ReachabilityRules.LoadBalancers, ReachabilityRules.FileSystems, ReachabilityRules.VpcEndpoints,
        SecurityGroupRules.OnlyLoadBalancersAreOpen, SecurityGroupRules.EachServiceHasItsOwn,
        DeploymentOrderRules.ServersFirst, DeploymentOrderRules.ListenersFirst, DeploymentOrderRules.MountTargetsFirst, DeploymentOrderRules.GatewaysFirst,
        DeploymentRules.RollsBack, DeploymentRules.CanProgress, DeploymentRules.ProxyIsLogged,
        DeploymentStrategyRules.StepsAreOfTheStrategy, DeploymentStrategyRules.EndInTime, DeploymentStrategyRules.EcsControls, DeploymentStrategyRules.RequestsComeIn,
        DeploymentStrategyRules.StepsAreWatched, DeploymentStrategyRules.BakeTimesAreGiven, DeploymentStrategyRules.BreakersBreak, DeploymentStrategyRules.AlarmsAreNamed, DeploymentStrategyRules.ScalingSeesBothGroups, DeploymentStrategyRules.HeadersAreRead,
        TrafficShiftRules.AreComplete, TrafficShiftRules.GroupsAreAlike, TrafficShiftRules.RulesHaveBothGroups, TrafficShiftRules.RulesAreRules, TrafficShiftRules.RulesAreTheirOwn, TrafficShiftRules.TestsComeFirst,
        TrafficShiftRules.RolesAreForEcs, TrafficShiftRules.RolesMayShift,
        PlainTextSecretRules.InContainers, PlainTextSecretRules.InSecrets, PlainTextSecretRules.Elsewhere,
        RoleRules.ExecutionRolesReadOwnSecrets, RoleRules.TaskRolesAreNarrow,
        TaskSizeRules.SizesExist, TaskSizeRules.ContainersFit, TaskSizeRules.ProxyFits, TaskSizeRules.StorageExists, TaskSizeRules.StopTimeouts,
        ScalingRules.MinIsNotAboveMax, ScalingRules.NoFixedCount,
        HealthCheckRules.TimeoutsAreBelowIntervals, HealthCheckRules.ServersHaveOne,
        CapacityRules.ClusterIsGiven, CapacityRules.OneWay, CapacityRules.ProvidersAreAssociated,
        NetworkRules.ModeIsAwsVpc, NetworkRules.SubnetsAreGiven, NetworkRules.TargetsAreAddresses,
        StatefulRules.NotOnSpot, StatefulRules.OneWriter, StatefulRules.VolumesAreNotShared,
        FileSystemRules.AtRest, FileSystemRules.InTransit,
        LimitRules.FewDynamicReferences, LimitRules.FitsOneStack,

        WayOutRules.HttpsIsOpen, WayOutRules.SubnetsLeadOut, WayOutRules.EndpointsAreOpen, WayOutRules.NamesAreResolved, WayOutRules.AclsLetThrough,
        ExecutionRoleRules.RightsAreGiven, RoleTrustRules.TasksAreTrusted, TaskRoleRules.ExecIsAllowed,
        LogRules.OptionsAreGiven, LogRules.GroupsExist, LogRules.RegionsAreOne, LogRules.OneRoutes, SecretReferenceRules.AreWellFormed,
        AccessPointRules.AreOfTheirFileSystem, AccessPointRules.HaveNoOtherRoot, AccessPointRules.FoldersAreMade, AccessPointRules.OwnersWrite,
        MountTargetRules.EachZoneHasOne, MountTargetRules.EachZoneHasOneOnly, FilePermissionRules.FilesAreAllowed,
        DataFolderRules.VolumesHoldTheData, DataFolderRules.DataIsWritten, DataFolderRules.VolumesAreMounted,
        ImageProgramRules.ProgramsExist, ImageProgramRules.CommandsAreWords,
        CredentialRules.ClientsFitStores, CredentialRules.ClientsSpeakItsProtocol, StorePasswordRules.ServersAreGivenOne, StorePasswordRules.CachesAskForOne, StorePasswordRules.ChecksGiveIt, StoreVariableRules.VariablesAgree,
        ListenPortRules.MappingsAreListenedOn, ListenPortRules.ChecksAreListenedOn,

        PolicyDocumentRules.DocumentsAreWhole, PolicyDocumentRules.PathsAreRight, PolicyDocumentRules.ObjectsAreInBuckets, ReturnValueRules.AttributesExist, EmbeddedReferenceRules.AreSubstituted,
        LogKeyRules.KeysAreOpen, EndpointPolicyRules.TasksGetThrough, AccessLogRules.BucketsAreOpen,
        ImageNeedRules.ProcessorsFit, ImageNeedRules.VariablesAreGiven, ImageNeedRules.MemorySuffices,
        CommandRules.ScriptsAreOneWord, CommandRules.VariablesAreForShells, CommandRules.VariablesAreSet, CommandRules.VariablesAreNotQuoted, LoopbackRules.ServersAreReached, LoopbackRules.StoresAreInTheTask,
        TargetGroupAttributeRules.AttributesAreItsOwn, ListenerLimitRules.RulesAreSmall, ListenerLimitRules.LoginsAreEncrypted, ScalingFromZeroRules.ServicesComeBack,
        ReferenceKindRules.ReferencesFit, NameRules.VolumesOfOthers, NameRules.ConfiguredVolumes, LogRules.OptionsAreOfTheDriver, WindowsRules.TasksFit, CloudMapRules.NamespacesHaveDns, CloudMapRules.RecordsHavePorts,
        NetworkRules.BalancersAreNotClassic, TargetGroupRules.VpcIsGiven, TargetGroupRules.PortsAreGiven, TargetGroupAttributeRules.OfBalancers, SecurityGroupRules.AreOfTheVpc, DataFolderRules.DataOutlivesTasks, CommandRules.CommandsAreJoinedByShells,
        ProtocolRules.StoresSpeakNoHttp, ScalingPolicyRules.TypesFit, StepScalingRules.StepsFollowEachOther, MetricRules.DatapointsAreLooked,
        OnceRules.InLists, OnceRules.InNetworks, ForwardWeightRules.SomeoneGetsRequests, RecordRules.RecordsAreTaken, WebAclRules.AssociationsFit, IpVersionRules.SubnetsHaveAddresses,
        EndpointTypeRules.TypesFit, FlowLogRules.AreWritten, DatabaseClusterRules.SomeoneAnswers, ParameterGroupRules.FamiliesFit, ScheduledTaskRules.TasksAreStarted,
        AlarmTopicRules.TopicsAreOpen, MetricMathRules.IdsAreKnown, CompositeAlarmRules.OthersComeFirst, LogFilterRules.FiltersWork, DynamicReferenceRules.AreResolved, JsonTextRules.TextsAreRead, ProtocolRules.NothingIsUdp,
        ServiceRules.GracePeriodsAreOfLoadBalancers, ContainerRules.LimitsFit, TaskRoleRules.ExecCanWrite,
    ];

    /// <summary>Finds the faults of a template, each once; none in a good one.</summary>
    /// <param name="template">The template, as in a cloud assembly's `*.template.json`. It is not changed.</param>
    public static IReadOnlyList<TemplateViolation> Check(JsonObject template) => Check(new CloudFormationTemplate(template));

    /// <summary>Finds the faults of a template that has been read, or was put together from several stacks.</summary>
    public static IReadOnlyList<TemplateViolation> Check(CloudFormationTemplate template)
    {
        var worlds = ConditionWorlds.Of(template).Select(world => new EcsTopology(world)).Select(topology => (topology.Template, Violations: _rules.SelectMany(rule => rule(topology)).ToList())).ToList();

        // What is wrong only as some conditions turn out may never be deployed so: it is told where its resource is so in every way that has it.
        return [.. from violation in worlds.SelectMany(w => w.Violations).Distinct()
                   where worlds.All(w => !Has(w.Template, violation) || w.Violations.Exists(v => v.Rule == violation.Rule && v.LogicalId == violation.LogicalId))
                   select violation];

        bool Has(CloudFormationTemplate world, TemplateViolation violation) => !template.Declares(violation.LogicalId) || world.Find(violation.LogicalId) is not null;
    }
}
