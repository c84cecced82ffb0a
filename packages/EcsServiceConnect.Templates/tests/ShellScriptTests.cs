using CsCheck;
using EcsServiceConnect.Templates.Topology;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Which programs a script calls.</summary>
public sealed class ShellScriptTests
{
    [Theory]
    [InlineData("curl -f http://localhost/ || exit 1", "curl exit")]
    [InlineData("curl -sf http://localhost/ || wget -q http://localhost/", "(curl) wget")]
    [InlineData("REDISCLI_AUTH=\"$REDIS_PASSWORD\" redis-cli -p 6379 ping | grep -q PONG", "redis-cli grep")]
    [InlineData("test \"$(curl -s x; echo)\" = 'a | b'", "test")]
    [InlineData("if ! pg_isready -q; then exit 1; fi", "pg_isready exit fi")]
    [InlineData("exec redis-server --requirepass ${REDIS_PASSWORD}", "redis-server")]
    [InlineData("a >/dev/null 2>&1 && b", "a b")]
    [InlineData("echo a\\;b", "echo")]
    [InlineData("", "")]
    public void Commands(string script, string expected) =>
        Assert.Equal(expected, string.Join(' ', ShellScript.Commands(script).Select(c => c.HasAlternative ? $"({c.Words[0]})" : c.Words[0])));

    [Fact]
    public void Any_text_can_be_read() =>
        Gen.Char["ab ;|&\n'\"\\${}()`=>"].Array[0, 30].Sample(script => ShellScript.Commands(new string(script)).All(c => c.Words.Count > 0));
}
