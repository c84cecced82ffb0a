namespace Yelb.ServiceDefaults;

/// <summary>The service cannot start as it is configured.</summary>
/// <param name="message">One line for the person who starts it: what is wrong, where, and what to do.</param>
public sealed class InvalidConfigurationException(string message) : Exception(message);
