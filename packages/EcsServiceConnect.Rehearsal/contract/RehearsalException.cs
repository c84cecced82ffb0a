namespace EcsServiceConnect.Rehearsal.Contract;

/// <summary>A rehearsal can't begin or go on: what is wrong, where, and what to do, in one line.</summary>
internal sealed class RehearsalException(string message, Exception? innerException = null) : Exception(message, innerException);
