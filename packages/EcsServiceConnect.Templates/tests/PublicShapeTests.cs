using System.Globalization;
using System.Text.Json.Nodes;
using EcsServiceConnect.Templates.CloudFormation;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Templates of the shapes that people publish and run: what they leave to others, to parameters or to conditions is unknown, and no fault.</summary>
public sealed class PublicShapeTests
{
    private const string Base = """
        Parameters:
          Image: {Type: String}
        Resources:
          Cluster: {Type: AWS::ECS::Cluster}
          Namespace: {Type: AWS::ServiceDiscovery::HttpNamespace, Properties: {Name: shop}}
          ExecutionRole:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]}
              ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy]
          Logs: {Type: AWS::Logs::LogGroup}
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: true, EnableDnsHostnames: true}}
          BalancerGroup:
            Type: AWS::EC2::SecurityGroup
            Properties: {VpcId: !Ref Vpc, GroupDescription: a, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]}
          WebGroup:
            Type: AWS::EC2::SecurityGroup
            Properties: {VpcId: !Ref Vpc, GroupDescription: b, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref BalancerGroup}]}
          ApiGroup:
            Type: AWS::EC2::SecurityGroup
            Properties: {VpcId: !Ref Vpc, GroupDescription: c, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 9000, ToPort: 9000, SourceSecurityGroupId: !GetAtt WebGroup.GroupId}]}
          Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref BalancerGroup]}}
          Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Balancer, Port: 80, Protocol: HTTP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]}}
          TargetGroup: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 8080, TargetType: ip, HealthCheckPath: /}}
          WebTask:
            Type: AWS::ECS::TaskDefinition
            Properties:
              RequiresCompatibilities: [FARGATE]
              NetworkMode: awsvpc
              Cpu: 1024
              Memory: 2048
              ExecutionRoleArn: !Ref ExecutionRole
              ContainerDefinitions:
                - Name: web
                  Image: !Ref Image
                  PortMappings: [{ContainerPort: 8080, Name: web, AppProtocol: http}]
                  Environment: [{Name: API_URL, Value: "http://api:9000"}]
                  LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: web}}
          ApiTask:
            Type: AWS::ECS::TaskDefinition
            Properties:
              RequiresCompatibilities: [FARGATE]
              NetworkMode: awsvpc
              Cpu: "1024"
              Memory: 2GB
              ExecutionRoleArn: !GetAtt ExecutionRole.Arn
              ContainerDefinitions:
                - Name: api
                  Image: !Ref Image
                  PortMappings: [{ContainerPort: 9000, Name: api, AppProtocol: http}]
                  HealthCheck: {Command: [CMD-SHELL, "curl -f http://localhost:9000/ || exit 1"]}
                  LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: api}}
          Web:
            Type: AWS::ECS::Service
            DependsOn: [Listener, Api]
            Properties:
              Cluster: !Ref Cluster
              LaunchType: FARGATE
              TaskDefinition: !Ref WebTask
              DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}
              NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref WebGroup], AssignPublicIp: ENABLED}}
              LoadBalancers: [{ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref TargetGroup}]
              ServiceConnectConfiguration:
                Enabled: true
                Namespace: !GetAtt Namespace.Arn
                LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: proxy}}
          Api:
            Type: AWS::ECS::Service
            Properties:
              Cluster: !Ref Cluster
              LaunchType: FARGATE
              TaskDefinition: !Ref ApiTask
              DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}
              NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref ApiGroup], AssignPublicIp: ENABLED}}
              ServiceConnectConfiguration:
                Enabled: true
                Namespace: !GetAtt Namespace.Arn
                Services: [{PortName: api, ClientAliases: [{DnsName: api, Port: 9000}]}]
                LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: proxy}}
        """;

    // What is different, merged into the base; null takes away.
    private static readonly Dictionary<string, string> _shapes = new()
    {
        ["as it is"] = "{}",
        ["a listener of another stack, by import"] = "Resources: {Listener: null, Balancer: null, BalancerGroup: null, WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: -1, SourceSecurityGroupId: !ImportValue balancer-group}]}}, Web: {DependsOn: [Rule, Api]}, Rule: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: !ImportValue listener, Priority: 1, Conditions: [{Field: path-pattern, Values: [/*]}], Actions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]}}}",
        ["a listener of another stack, by its ARN"] = "Resources: {Listener: null, Web: {DependsOn: [Rule, Api]}, Rule: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2', Priority: 1, Conditions: [{Field: path-pattern, Values: [/*]}], Actions: [{Type: forward, TargetGroupArn: !Ref TargetGroup}]}}}",
        ["a load balancer of another stack"] = "Resources: {Balancer: null, BalancerGroup: null, WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/8}]}}, Listener: {Properties: {LoadBalancerArn: !ImportValue balancer}}}",
        ["a target group that is exported"] = "{Resources: {Listener: null, Web: {DependsOn: Api}}, Outputs: {Group: {Value: !Ref TargetGroup, Export: {Name: web-targets}}}}",
        ["a target group by parameter"] = "{Parameters: {Group: {Type: String}}, Resources: {Listener: null, TargetGroup: null, Web: {DependsOn: Api, Properties: {LoadBalancers: [{ContainerName: web, ContainerPort: 8080, TargetGroupArn: !Ref Group}]}}}}",
        ["a target group of a nested stack"] = "{Resources: {Listener: null, TargetGroup: null, Balancing: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/balancing.yaml}}, Web: {DependsOn: Api, Properties: {LoadBalancers: [{ContainerName: web, ContainerPort: 8080, TargetGroupArn: !GetAtt Balancing.Outputs.Group}]}}}}",
        ["a cluster and a namespace of a nested stack"] = "{Resources: {Cluster: null, Namespace: null, Base: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/base.yaml}}, Web: {Properties: {Cluster: !GetAtt Base.Outputs.Cluster, ServiceConnectConfiguration: {Namespace: !GetAtt Base.Outputs.Namespace}}}, Api: {Properties: {Cluster: !GetAtt Base.Outputs.Cluster, ServiceConnectConfiguration: {Namespace: !GetAtt Base.Outputs.Namespace}}}}}",
        ["a namespace of another stack by its name"] = "Resources: {Namespace: null, Web: {Properties: {ServiceConnectConfiguration: {Namespace: shop}}}, Api: {Properties: {ServiceConnectConfiguration: {Namespace: shop}}}}",
        ["a namespace of another stack by import"] = "Resources: {Namespace: null, Web: {Properties: {ServiceConnectConfiguration: {Namespace: !ImportValue ns}}}, Api: {Properties: {ServiceConnectConfiguration: {Namespace: !ImportValue ns}}}}",
        ["a namespace by parameter"] = "{Parameters: {Ns: {Type: String}}, Resources: {Namespace: null, Web: {Properties: {ServiceConnectConfiguration: {Namespace: !Ref Ns}}}, Api: {Properties: {ServiceConnectConfiguration: {Namespace: !Ref Ns}}}}}",
        ["a namespace of a custom resource"] = "{Resources: {Namespace: null, Ns: {Type: Custom::Namespace, Properties: {ServiceToken: a}}, Web: {Properties: {ServiceConnectConfiguration: {Namespace: !GetAtt Ns.Arn}}}, Api: {Properties: {ServiceConnectConfiguration: {Namespace: !GetAtt Ns.Arn}}}}}",
        ["an alias of another stack"] = "Resources: {Namespace: null, Api: null, ApiTask: null, ApiGroup: null, Web: {DependsOn: Listener, Properties: {ServiceConnectConfiguration: {Namespace: !ImportValue ns}}}}",
        ["an alias of another stack in a namespace that is exported"] = "{Resources: {Api: null, ApiTask: null, ApiGroup: null, Web: {DependsOn: Listener}}, Outputs: {Ns: {Value: !GetAtt Namespace.Arn, Export: {Name: ns}}}}",
        ["an alias of another stack, its namespace the cluster's default"] = "{Resources: {Namespace: null, Cluster: {Properties: {ServiceConnectDefaults: {Namespace: shop}}}, Api: null, ApiTask: null, ApiGroup: null, Web: {DependsOn: Listener, Properties: {ServiceConnectConfiguration: {Namespace: null}}}}, Outputs: {C: {Value: !Ref Cluster, Export: {Name: c}}}}",
        ["protocols in capitals"] = "Resources: {WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: TCP, FromPort: 8080, ToPort: 8080, SourceSecurityGroupId: !Ref BalancerGroup}]}}}",
        ["all protocols"] = "Resources: {WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: '-1', SourceSecurityGroupId: !Ref BalancerGroup}]}}, ApiGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: -1, FromPort: -1, ToPort: -1, SourceSecurityGroupId: !Ref WebGroup}]}}}",
        ["ports by parameter"] = "{Parameters: {Port: {Type: Number}}, Resources: {WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, SourceSecurityGroupId: !Ref BalancerGroup}]}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: !Ref Port}]}]}}, Web: {Properties: {LoadBalancers: [{ContainerName: web, ContainerPort: !Ref Port, TargetGroupArn: !Ref TargetGroup}]}}}}",
        ["security groups by a list parameter"] = "{Parameters: {Groups: {Type: 'List<AWS::EC2::SecurityGroup::Id>'}, Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}}, Resources: {Web: {Properties: {NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets, SecurityGroups: !Ref Groups}}}}}}",
        ["a security group by parameter"] = "{Parameters: {Group: {Type: AWS::EC2::SecurityGroup::Id}}, Resources: {ApiGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 9000, ToPort: 9000, SourceSecurityGroupId: !Ref Group}]}}}}",
        ["a security group that another stack opens"] = "{Resources: {ApiGroup: {Properties: {SecurityGroupIngress: null}}}, Outputs: {G: {Value: !Ref ApiGroup, Export: {Name: api-group}}}}",
        ["groups under a condition"] = "{Parameters: {Extra: {Type: String}}, Conditions: {HasExtra: !Not [!Equals [!Ref Extra, '']]}, Resources: {Web: {Properties: {NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [a], SecurityGroups: [!Ref WebGroup, !If [HasExtra, !Ref Extra, !Ref AWS::NoValue]]}}}}}}",
        ["CPU and memory by parameters"] = "{Parameters: {Cpu: {Type: Number}, Memory: {Type: String}}, Resources: {WebTask: {Properties: {Cpu: !Ref Cpu, Memory: !Ref Memory}}}}",
        ["CPU by a mapping of a parameter"] = "{Parameters: {Stage: {Type: String}}, Mappings: {Sizes: {prod: {Cpu: 2048, Memory: 4096}}}, Resources: {WebTask: {Properties: {Cpu: !FindInMap [Sizes, !Ref Stage, Cpu], Memory: !FindInMap [Sizes, !Ref Stage, Memory]}}}}",
        ["CPU under a condition"] = "{Parameters: {Stage: {Type: String}}, Conditions: {Prod: !Equals [!Ref Stage, prod]}, Resources: {WebTask: {Properties: {Cpu: !If [Prod, 2048, 1024], Memory: !If [Prod, 4096, 2048]}}}}",
        ["two services under opposite conditions"] = "{Parameters: {Stage: {Type: String}}, Conditions: {Prod: !Equals [!Ref Stage, prod], Test: !Not [!Condition Prod]}, Resources: {Api: {Condition: Prod}, ApiTest: {Condition: Test, Type: AWS::ECS::Service, Properties: {Cluster: !Ref Cluster, LaunchType: FARGATE, TaskDefinition: !Ref ApiTask, DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [a], SecurityGroups: [!Ref ApiGroup]}}, ServiceConnectConfiguration: {Enabled: true, Namespace: !GetAtt Namespace.Arn, Services: [{PortName: api, ClientAliases: [{DnsName: api, Port: 9000}]}], LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: proxy}}}}}, Web: {DependsOn: [Listener, Api, ApiTest]}}}",
        ["two services of one of several sizes"] = "{Parameters: {Size: {Type: String, AllowedValues: [small, large]}}, Conditions: {Small: !Equals [!Ref Size, small], Large: !Equals [!Ref Size, large]}, Resources: {Api: {Condition: Small}, ApiLarge: {Condition: Large, Type: AWS::ECS::Service, Properties: {Cluster: !Ref Cluster, LaunchType: FARGATE, TaskDefinition: !Ref ApiTask, DeploymentConfiguration: {DeploymentCircuitBreaker: {Enable: true, Rollback: true}}, NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [a], SecurityGroups: [!Ref ApiGroup]}}, ServiceConnectConfiguration: {Enabled: true, Namespace: !GetAtt Namespace.Arn, Services: [{PortName: api, ClientAliases: [{DnsName: api, Port: 9000}]}], LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: proxy}}}}}, Web: {DependsOn: [Listener, Api, ApiLarge]}}}",
        ["shared EFS of a web application with two tasks"] = "{Resources: {Files: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true}}, Mount: {Type: AWS::EFS::MountTarget, Properties: {FileSystemId: !Ref Files, SubnetId: subnet-1, SecurityGroups: [sg-1]}}, Api: {DependsOn: Mount}, WebTask: {Properties: {Volumes: [{Name: files, EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}}], ContainerDefinitions: [{Name: web, Image: 'wordpress:6.8', PortMappings: [{ContainerPort: 8080}], MountPoints: [{SourceVolume: files, ContainerPath: /var/www/html}]}]}}, ApiTask: {Properties: {Volumes: [{Name: files, EFSVolumeConfiguration: {FilesystemId: !Ref Files, TransitEncryption: ENABLED}}], ContainerDefinitions: [{Name: api, Image: 'example/cron:1', PortMappings: [{ContainerPort: 9000, Name: api, AppProtocol: http}], HealthCheck: {Command: [CMD, a]}, MountPoints: [{SourceVolume: files, ContainerPath: /files}]}]}}, Web: {DependsOn: [Listener, Api, Mount], Properties: {DesiredCount: 2}}}}",
        ["a secret through its attachment"] = "{Resources: {Secret: {Type: AWS::SecretsManager::Secret, Properties: {GenerateSecretString: {SecretStringTemplate: '{\"username\": \"a\"}', GenerateStringKey: password}}}, Attachment: {Type: AWS::SecretsManager::SecretTargetAttachment, Properties: {SecretId: !Ref Secret, TargetId: !Ref Db, TargetType: AWS::RDS::DBInstance}}, Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}, ExecutionRole: {Properties: {Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Secret}]}}]}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}], Secrets: [{Name: DB_HOST, ValueFrom: !Sub '${Attachment}:host::'}, {Name: DB_USER, ValueFrom: !Sub '${Secret}:username::'}]}]}}, Web: {DependsOn: Listener, Properties: {ServiceConnectConfiguration: null}}, Api: null, ApiTask: null, ApiGroup: null}}",
        ["a secret that somebody fills by hand"] = "{Resources: {Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: a}}, ExecutionRole: {Properties: {Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Ref Secret}]}}]}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}], Secrets: [{Name: KEY, ValueFrom: !Sub '${Secret}:key::'}]}]}}, Web: {DependsOn: Listener, Properties: {ServiceConnectConfiguration: null}}, Api: null, ApiTask: null, ApiGroup: null}}",
        ["a secret of another stack by wildcard"] = "{Resources: {ExecutionRole: {Properties: {Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: secretsmanager:GetSecretValue, Resource: !Sub 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/*'}]}}]}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}], Secrets: [{Name: KEY, ValueFrom: !Sub 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/key-AbCdEf'}]}]}}}}",
        ["traffic shifted in steps, with alarms"] = "Resources: {Web: {Properties: {DeploymentConfiguration: {Strategy: CANARY, DeploymentCircuitBreaker: null, Alarms: {Enable: true, Rollback: true, AlarmNames: [a]}}}}, Api: {Properties: {DeploymentConfiguration: {Strategy: LINEAR, DeploymentCircuitBreaker: null}}}}",
        ["rolled back by alarms"] = "Resources: {Web: {Properties: {DeploymentConfiguration: {DeploymentCircuitBreaker: null, Alarms: {Enable: true, Rollback: true, AlarmNames: [a]}}}}}",
        ["blue and green by CodeDeploy"] = "{Resources: {WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}]}]}}, Web: {Properties: {DeploymentController: {Type: CODE_DEPLOY}, DeploymentConfiguration: null, ServiceConnectConfiguration: null}}}}",
        ["a DNS name of Cloud Map in the same private namespace"] = "{Resources: {Namespace: {Type: AWS::ServiceDiscovery::PrivateDnsNamespace, Properties: {Name: shop.local, Vpc: !Ref Vpc}}, Discovery: {Type: AWS::ServiceDiscovery::Service, Properties: {Name: search, NamespaceId: !Ref Namespace, DnsConfig: {DnsRecords: [{Type: A, TTL: 10}]}}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080, Name: web, AppProtocol: http}], Environment: [{Name: SEARCH_URL, Value: 'http://search.shop.local:7700'}]}]}}}}",
        ["the alias's default name"] = "{Resources: {Api: {Properties: {ServiceConnectConfiguration: {Services: [{PortName: api}]}}}, WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080, Name: web, AppProtocol: http}], Environment: [{Name: API_URL, Value: 'http://api.shop:9000'}]}]}}}}",
        ["an alias by parameter"] = "{Parameters: {Alias: {Type: String}}, Resources: {Api: {Properties: {ServiceConnectConfiguration: {Services: [{PortName: api, ClientAliases: [{DnsName: !Ref Alias, Port: 9000}]}]}}}}}",
        ["Service Connect under a parameter"] = "{Parameters: {Connect: {Type: String}}, Resources: {Web: {Properties: {ServiceConnectConfiguration: {Enabled: !Ref Connect}}}}}",
        ["containers linked on EC2"] = "{Resources: {Web: {DependsOn: Listener, Properties: {LaunchType: EC2, NetworkConfiguration: null, ServiceConnectConfiguration: null}}, Api: null, ApiTask: null, ApiGroup: null, TargetGroup: {Properties: {TargetType: instance}}, WebTask: {Properties: {RequiresCompatibilities: [EC2], NetworkMode: bridge, Cpu: null, Memory: null, ContainerDefinitions: [{Name: web, Image: wordpress, Memory: 512, Links: [mysql], PortMappings: [{ContainerPort: 8080}], Environment: [{Name: WORDPRESS_DB_HOST, Value: mysql}]}, {Name: mysql, Image: 'mysql:8', Memory: 512, Environment: [{Name: MYSQL_RANDOM_ROOT_PASSWORD, Value: 'yes'}]}]}}}}",
        ["instances of a capacity provider"] = "{Resources: {Cluster: {Properties: {CapacityProviders: [!Ref Provider], DefaultCapacityProviderStrategy: [{CapacityProvider: !Ref Provider, Weight: 1}]}}, Provider: {Type: AWS::ECS::CapacityProvider, Properties: {AutoScalingGroupProvider: {AutoScalingGroupArn: a}}}, Api: {Properties: {LaunchType: null, CapacityProviderStrategy: [{CapacityProvider: !Ref Provider, Weight: 1}]}}, ApiTask: {Properties: {RequiresCompatibilities: [EC2]}}}}",
        ["instances that join the cluster by themselves"] = "Resources: {Api: {Properties: {LaunchType: null}}, ApiTask: {Properties: {RequiresCompatibilities: [EC2]}}}",
        ["a task for both kinds of capacity"] = "Resources: {ApiTask: {Properties: {RequiresCompatibilities: [EC2, FARGATE]}}}",
        ["capacity under a condition"] = "{Parameters: {Spot: {Type: String}}, Conditions: {UseSpot: !Equals [!Ref Spot, 'true']}, Resources: {Cluster: {Properties: {CapacityProviders: [FARGATE, FARGATE_SPOT]}}, Web: {Properties: {LaunchType: !If [UseSpot, !Ref AWS::NoValue, FARGATE], CapacityProviderStrategy: !If [UseSpot, [{CapacityProvider: FARGATE_SPOT, Weight: 1}], !Ref AWS::NoValue]}}}}",
        ["a daemon"] = "Resources: {Api: {Properties: {LaunchType: EC2, SchedulingStrategy: DAEMON, DeploymentConfiguration: {MaximumPercent: 100, MinimumHealthyPercent: 0, DeploymentCircuitBreaker: {Enable: true, Rollback: true}}}}}",
        ["percentages by parameter"] = "{Parameters: {Max: {Type: Number}, Count: {Type: Number}}, Resources: {Web: {Properties: {DesiredCount: !Ref Count, DeploymentConfiguration: {MaximumPercent: 100, MinimumHealthyPercent: !Ref Max, DeploymentCircuitBreaker: {Enable: true, Rollback: true}}}}}}",
        ["a service that is switched off"] = "Resources: {Api: {Properties: {DesiredCount: 0, DeploymentConfiguration: {MaximumPercent: 100, MinimumHealthyPercent: 100}}}}",
        ["health checks by parameter"] = "{Parameters: {T: {Type: Number}, I: {Type: Number}}, Resources: {TargetGroup: {Properties: {HealthCheckTimeoutSeconds: 60, HealthCheckIntervalSeconds: !Ref I}}, ApiTask: {Properties: {ContainerDefinitions: [{Name: api, Image: a, PortMappings: [{ContainerPort: 9000, Name: api, AppProtocol: http}], HealthCheck: {Command: [CMD, a], Timeout: 60, Interval: !Ref I}}]}}}}",
        ["a network load balancer"] = "Resources: {Balancer: {Properties: {Type: network, SecurityGroups: null}}, Listener: {Properties: {Protocol: TCP, Port: 80}}, TargetGroup: {Properties: {Protocol: TCP, HealthCheckPath: null, HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10}}, WebGroup: {Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/16}]}}}",
        ["weights of two target groups"] = "Resources: {Listener: {Properties: {DefaultActions: [{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref TargetGroup, Weight: 90}, {TargetGroupArn: !Ref Second, Weight: 10}]}}]}}, Second: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, Protocol: HTTP, Port: 8080, TargetType: ip}}}",
        ["a task that a state machine of another stack runs"] = "{Resources: {Job: {Type: AWS::ECS::TaskDefinition, Properties: {RequiresCompatibilities: [FARGATE], NetworkMode: awsvpc, Cpu: 256, Memory: 512, ExecutionRoleArn: !Ref ExecutionRole, ContainerDefinitions: [{Name: job, Image: a, Environment: [{Name: API_URL, Value: 'http://api:9000'}]}]}}}, Outputs: {Job: {Value: !Ref Job, Export: {Name: job}}}}",
        ["a stack with tasks only"] = "Resources: {Web: null, Api: null, Listener: null, TargetGroup: null, Balancer: null, BalancerGroup: null, WebGroup: null, ApiGroup: null}",
        ["container names by parameter"] = "{Parameters: {Name: {Type: String}}, Resources: {WebTask: {Properties: {ContainerDefinitions: [{Name: !Ref Name, Image: a, PortMappings: [{ContainerPort: 8080}]}, {Name: sidecar, Image: b, Essential: false, DependsOn: [{ContainerName: !Ref Name, Condition: START}]}]}}, Web: {Properties: {LoadBalancers: [{ContainerName: !Ref Name, ContainerPort: 8080, TargetGroupArn: !Ref TargetGroup}]}}}}",
        ["a container under a condition"] = "{Parameters: {Trace: {Type: String}}, Conditions: {Traced: !Equals [!Ref Trace, 'on']}, Resources: {WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}], DependsOn: !If [Traced, [{ContainerName: xray, Condition: START}], !Ref AWS::NoValue]}, !If [Traced, {Name: xray, Image: 'amazon/aws-xray-daemon:3.x'}, !Ref AWS::NoValue]]}}}}",
        ["a namespace only where it is wanted"] = "{Parameters: {Ns: {Type: String, Default: ''}}, Conditions: {NoNs: !Equals [!Ref Ns, '']}, Resources: {Namespace: {Condition: NoNs}, Web: {Properties: {ServiceConnectConfiguration: {Namespace: !If [NoNs, !GetAtt Namespace.Arn, !Ref Ns]}}}, Api: {Properties: {ServiceConnectConfiguration: {Namespace: !If [NoNs, !GetAtt Namespace.Arn, !Ref Ns]}}}}}",
        ["a cluster by its name"] = "{Resources: {Cluster: null, Web: {Properties: {Cluster: prod}}, Api: {Properties: {Cluster: prod}}}}",
        ["a task definition by family and revision"] = "{Resources: {ApiTask: null, Api: {Properties: {TaskDefinition: 'api:3'}}}}",
        ["environment of another language's defaults"] = "{Resources: {WebTask: {Properties: {ContainerDefinitions: [{Name: web, Image: a, PortMappings: [{ContainerPort: 8080}], Environment: [{Name: USE_X_FORWARDED_HOST, Value: true}, {Name: SIDECAR_IMAGE, Value: 'postgres:18'}, {Name: CSRF_TOKEN, Value: X-CSRF-Token}, {Name: PRESERVE_HOST, Value: yes}, {Name: WINDOW, Value: 'mon:0800'}, {Name: RELEASE, Value: 'main:2024'}, {Name: SIGNING_KEY, Value: alias/k}, {Name: DB_PASSWORD_SECRET, Value: prod/db}, {Name: DB_CREDENTIALS_SECRET, Value: shop-db}, {Name: NEXT_PUBLIC_MAPS_KEY, Value: pk12}, {Name: DB_HOST, Value: !GetAtt Db.Endpoint.Address}, {Name: DB_PORT, Value: !GetAtt Db.Endpoint.Port}, {Name: MAX_PASSWORD, Value: '0'}]}]}}, Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}}}",
        ["metrics of another stack's service"] = "{Resources: {Target: {Type: AWS::ApplicationAutoScaling::ScalableTarget, Properties: {MinCapacity: 1, MaxCapacity: 3, ResourceId: !Sub 'service/${Cluster}/${Api.Name}', ScalableDimension: ecs:service:DesiredCount, ServiceNamespace: ecs}}, Policy: {Type: AWS::ApplicationAutoScaling::ScalingPolicy, Properties: {PolicyName: a, PolicyType: TargetTrackingScaling, ScalingTargetId: !Ref Target, TargetTrackingScalingPolicyConfiguration: {TargetValue: 100, CustomizedMetricSpecification: {Namespace: AWS/ECS, MetricName: RequestCount, Statistic: Sum, Dimensions: [{Name: DiscoveryName, Value: api}]}}}}}}",
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static Dictionary<string, string> All => _shapes.Concat(PublicShapes.All).Concat(BesideShapes.All).ToDictionary();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_shape_that_works_has_no_fault(string name) =>
        Assert.Empty(Faults(name));

    [Fact]
    public void None_of_them_is_called_a_fault()
    {
        var wrong = All.Keys.Where(name => Faults(name).Count > 0).ToList();

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wrong.Count} false alarms in {All.Count} shapes"));
        Assert.Empty(wrong);
    }

    // What AWS runs and its guides advise against is true of many.
    private static List<string> Faults(string name)
    {
        var template = (JsonObject)Merged(Parse(Base), Parse(All[name]))!;
        var practices = TemplateRule.All.Where(r => r.IsPractice).Select(r => r.Name).ToHashSet();
        return [.. TemplateChecks.Check(template).Where(v => !v.IsAdvice && !practices.Contains(v.Rule)).Select(v => v.ToString())];
    }

    private static JsonObject Parse(string yaml) => (JsonObject)YamlTemplate.Parse("shape.yaml", yaml, [])!;

    // RFC 7396, but that functions take the place of what was there.
    private static JsonNode? Merged(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes || (changes is { Count: 1 } && (changes.ContainsKey("Ref") || changes.First().Key.StartsWith("Fn::", StringComparison.Ordinal))))
        {
            return patch?.DeepClone();
        }

        var merged = target is JsonObject o && !(o is { Count: 1 } && o.First().Key.StartsWith("Fn::", StringComparison.Ordinal)) ? o.DeepClone().AsObject() : [];
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = Merged(merged[key], value);
            }
        }

        return merged;
    }
}
