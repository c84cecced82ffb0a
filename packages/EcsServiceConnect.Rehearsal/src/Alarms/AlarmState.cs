namespace EcsServiceConnect.Rehearsal.Alarms;

/// <summary>CloudWatch API Reference, "MetricAlarm", StateValue.</summary>
internal enum AlarmState
{
    InsufficientData,
    Ok,
    Alarm,
}
