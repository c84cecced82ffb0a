using CsCheck;
using EcsServiceConnect.Templates.Permissions;

namespace EcsServiceConnect.Templates.Tests;

/// <summary>Which resources a policy's patterns are about.</summary>
public sealed class ArnPatternTests
{
    private const string Group = "arn:⟦?AWS::Partition⟧:logs:⟦?AWS::Region⟧:⟦?AWS::AccountId⟧:log-group:";

    [Theory]
    [InlineData("*", "anything", true, true)]
    [InlineData("arn:aws:s3:::votes/*", "arn:aws:s3:::votes/2026/a", true, true)]
    [InlineData("arn:aws:s3:::votes", "arn:aws:s3:::votes/2026", false, false)]
    [InlineData("arn:aws:logs:*:*:log-group:/ecs/*", $"{Group}/ecs/yelb", true, false)]
    [InlineData($"{Group}/ecs/db:*", $"{Group}/ecs/db:log-stream:⟦?anything⟧", true, true)]
    [InlineData($"{Group}/ecs/db:*", $"{Group}/ecs/redis:log-stream:⟦?anything⟧", false, false)]
    [InlineData($"{Group}/ecs/db", $"{Group}/ecs/db:log-stream:⟦?anything⟧", false, false)]
    [InlineData("⟦?Parameter⟧", $"{Group}/ecs/db", true, false)]
    [InlineData("arn:aws:kms:eu-west-1:1:key/⟦One⟧", "arn:aws:kms:eu-west-1:1:key/⟦Other⟧", false, false)]
    [InlineData("secret:prod/db-??????", "secret:prod/db-AbCdEf", true, true)]
    [InlineData("secret:prod/db-*", "secret:prod/db-??????", true, true)]
    [InlineData("secret:prod/db", "secret:prod/db-??????", false, false)]
    [InlineData("secret:prod/db-?", "secret:prod/db-*", true, false)]
    public void Patterns(string pattern, string text, bool overlaps, bool covers)
    {
        Assert.Equal(overlaps, ArnPattern.Overlaps(pattern, text));
        Assert.Equal(covers, ArnPattern.Covers(pattern, text));
    }

    [Fact]
    public void A_text_is_covered_by_itself_with_any_part_left_open() =>
        Gen.Select(Gen.Char["ab:/-"].Array[1, 20], Gen.Int[0, 19], Gen.Int[0, 19]).Sample((characters, one, other) =>
        {
            var text = new string(characters);
            var (from, to) = (Math.Min(one, other) % text.Length, Math.Max(one, other) % text.Length);
            (from, to) = (Math.Min(from, to), Math.Max(from, to));

            Assert.True(ArnPattern.Covers($"{text[..from]}*{text[to..]}", text));
            Assert.True(ArnPattern.Covers($"{text[..from]}?{text[(from + 1)..]}", text));
            Assert.False(ArnPattern.Overlaps($"{text}x", text));
        });

    [Fact]
    public void What_is_covered_overlaps_and_overlapping_goes_both_ways() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 8], Gen.Char["ab*?"].Array[0, 8]).Sample((one, other) =>
        {
            var (pattern, text) = (new string(one), new string(other));

            Assert.Equal(ArnPattern.Overlaps(pattern, text), ArnPattern.Overlaps(text, pattern));
            Assert.True(!ArnPattern.Covers(pattern, text) || ArnPattern.Overlaps(pattern, text));
        });
}
