namespace EcsServiceConnect.Templates.Forms;

/// <summary>Roles, logs, alarms and images.</summary>
internal static class OperationForms
{
    private const string Role = "AWS::IAM::Role";
    private const string LogGroup = "AWS::Logs::LogGroup";
    private const string Alarm = "AWS::CloudWatch::Alarm";
    private const string CreateRole = "IAM API Reference, CreateRole";
    private const string PutAlarm = "Amazon CloudWatch API Reference, PutMetricAlarm";

    private static readonly TextForm _action = new(@"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+|\*:\*", "a service and an action, as s3:GetObject");
    private static readonly string[] _statements = ["Statement[]/", "Statement/"];
    private static readonly (string Path, ValueForm Form)[] _properties = [("Effect", new WordForm("Allow", "Deny")), ("Action", _action), ("Action[]", _action)];
    private static readonly TextForm _target = new("arn:[^:]+:.+", "the ARN of what it tells or starts, as an SNS topic's");
    private const string CronForm = "cron(…) with six fields, of which the day of the month or that of the week is ?, as cron(0 8 * * ? *)";
    private const string Cron = @"cron\( *(?=[^?]*\?[^?]*$)\S+(?: +\S+){5} *\)";
    private static readonly TextForm _schedule = new(Cron + @"|rate\( *(?:1 +(?:minute|hour|day)|(?!1 )[1-9]\d* +(?:minute|hour|day)s) *\)", CronForm + ", or rate(1 hour), rate(2 hours)");
    private static readonly TextForm _scheduler = new(Cron + @"|rate\( *[1-9]\d* +(?:minute|hour|day)s? *\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)", CronForm + ", rate(1 hour) or at(2027-01-31T08:00:00)");
    private static readonly TextForm _policyName = new(@"[A-Za-z0-9_+=,.@-]{1,128}", "up to 128 letters, digits and _+=,.@-");

    public static IReadOnlyList<PropertyForm> All { get; } =
    [
        new(Role, "RoleName", new TextForm("[A-Za-z0-9_+=,.@-]{1,64}", "up to 64 letters, digits and _+=,.@-"), CreateRole),
        new(Role, "Description", new TextForm(".{0,1000}", "up to 1000 characters"), CreateRole),
        new(Role, "MaxSessionDuration", new NumberForm(3600, 43200), CreateRole),
        new(Role, "Path", new TextForm("/(?:[!-~]{1,510}/)?", "a path with a slash at both ends"), CreateRole),
        new(Role, "Policies[]/PolicyName", _policyName, "IAM API Reference, PutRolePolicy"),
        new(Role, "ManagedPolicyArns[]", new TextForm("arn:aws[a-z-]*:iam::(?:aws|[0-9]{12}):policy/.+", "the ARN of a policy, as arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"), CreateRole),
        .. Document(Role, "AssumeRolePolicyDocument/"),
        .. Document(Role, "Policies[]/PolicyDocument/"),
        .. Document("AWS::IAM::Policy", "PolicyDocument/"),
        .. Document("AWS::IAM::ManagedPolicy", "PolicyDocument/"),
        .. Document("AWS::IAM::RolePolicy", "PolicyDocument/"),
        new("AWS::IAM::Policy", "PolicyName", _policyName, "IAM API Reference, PutRolePolicy"),
        new("AWS::IAM::ManagedPolicy", "ManagedPolicyName", _policyName, "IAM API Reference, CreatePolicy"),

        new(LogGroup, "LogGroupName", new TextForm("[A-Za-z0-9_/.#-]{1,512}", "up to 512 letters, digits and _/.#-"), "Amazon CloudWatch Logs API Reference, CreateLogGroup"),
        new(LogGroup, "RetentionInDays", new WordForm("1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653"), "Amazon CloudWatch Logs API Reference, PutRetentionPolicy"),
        new(LogGroup, "LogGroupClass", new WordForm("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"), "Amazon CloudWatch Logs API Reference, CreateLogGroup"),

        new(Alarm, "AlarmName", new TextForm(".{1,255}", "up to 255 characters"), PutAlarm),
        new(Alarm, "AlarmDescription", new TextForm(".{0,1024}", "up to 1024 characters"), PutAlarm),
        new(Alarm, "ComparisonOperator", new WordForm("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"), PutAlarm),
        new(Alarm, "EvaluateLowSampleCountPercentile", new WordForm("evaluate", "ignore"), PutAlarm),
        new(Alarm, "AlarmActions[]", _target, PutAlarm),
        new(Alarm, "OKActions[]", _target, PutAlarm),
        new(Alarm, "InsufficientDataActions[]", _target, PutAlarm),
        new(Alarm, "DatapointsToAlarm", new NumberForm(1, int.MaxValue), PutAlarm),
        new(Alarm, "Period", new PeriodForm(), PutAlarm),
        new(Alarm, "EvaluationPeriods", new NumberForm(1, int.MaxValue), PutAlarm),
        new(Alarm, "TreatMissingData", new WordForm("breaching", "notBreaching", "ignore", "missing"), PutAlarm),
        new(Alarm, "Statistic", new WordForm("SampleCount", "Average", "Sum", "Minimum", "Maximum"), PutAlarm),

        new("AWS::Events::Rule", "ScheduleExpression", _schedule, "Amazon EventBridge User Guide, Cron expressions; Rate expressions"),
        new("AWS::Scheduler::Schedule", "ScheduleExpression", _scheduler, "Amazon EventBridge Scheduler User Guide, Schedule types"),

        new("AWS::ECR::Repository", "RepositoryName", new TextForm("(?=.{2,256}$)(?:[a-z0-9]+(?:[._-]+[a-z0-9]+)*/)*[a-z0-9]+(?:[._-]+[a-z0-9]+)*", "2 to 256 small letters and digits, with ., _, - and / between them"), "Amazon ECR API Reference, CreateRepository"),
        new("AWS::ECR::Repository", "ImageTagMutability", new WordForm("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"), "Amazon ECR API Reference, CreateRepository"),
    ];

    // One statement may stand without a list, as one action may.
    private static IEnumerable<PropertyForm> Document(string type, string at) =>
        from statement in _statements
        from property in _properties
        select new PropertyForm(type, at + statement + property.Path, property.Form, "IAM User Guide, IAM JSON policy element reference");
}
