using CsCheck;
using EcsServiceConnect.Rehearsal.Deployments;
using EcsServiceConnect.Rehearsal.Forwarding;

namespace EcsServiceConnect.Rehearsal.Tests;

/// <summary>How traffic moves from one revision to the next, and how a share of it is kept.</summary>
public sealed class TrafficScheduleTests
{
    private static readonly TimeSpan _bake = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _wait = TimeSpan.FromMinutes(7);

    // Multiples of 0.1, as ECS has them.
    private static readonly Gen<decimal> _percent = Gen.Int[1, 1000].Select(tenths => tenths / 10m);

    [Fact]
    public void Blue_green_moves_all_at_once() => Assert.Equal([new(100, _bake)], TrafficSchedule.AllAtOnce(_bake).Steps);

    [Fact]
    public void A_canary_is_a_share_and_then_the_rest() => Assert.Equal([new(0.5m, _wait), new(100, _bake)], TrafficSchedule.Canary(0.5m, _wait, _bake).Steps);

    [Theory]
    [InlineData(25, 3)]
    [InlineData(11, 9)]
    [InlineData(100, 0)]
    [InlineData(10, 9)]
    public void A_linear_one_waits_as_often_as_CloudFormation_counts(int stepPercent, int waits) =>
        Assert.Equal((waits * _wait) + _bake, TrafficSchedule.Linear(stepPercent, _wait, _bake).Duration);

    [Fact]
    public void Every_shift_rises_to_100_and_bakes_then() => _percent.Select(p => new[] { TrafficSchedule.Canary(p, _wait, _bake), TrafficSchedule.Linear(Math.Max(3, p), _wait, _bake) }).Sample(shifts => Assert.All(shifts, shift =>
    {
        Assert.Equal(new(100, _bake), shift.Steps[^1]);
        Assert.All(shift.Steps.Zip(shift.Steps.Skip(1)), s => Assert.True(s.First.Percent < s.Second.Percent));
        Assert.All(shift.Steps.Zip(shift.Steps.Skip(2)), s => Assert.Equal(_wait, s.First.Wait));
    }));

    [Fact]
    public void Of_any_number_of_turns_two_have_their_shares() => _percent.SelectMany(p => Gen.Int[1, 3000].Select(turns => (Percent: p, Turns: turns))).Sample(x =>
    {
        var taken = Take([("old", 100 - x.Percent), ("new", x.Percent)], x.Turns);
        Assert.InRange(taken.Count(t => t == "new") - (x.Turns * x.Percent / 100), -1, 1);
    });

    [Fact]
    public void Of_as_many_turns_as_there_are_weights_each_has_just_its_own() => Gen.Int[0, 40].List[1, 6].Sample(weights =>
    {
        var all = weights.Select((w, i) => (Key: $"{i}", Weight: (decimal)w)).ToList();
        var taken = Take(all, weights.Sum());
        Assert.All(all, w => Assert.Equal((int)w.Weight, taken.Count(t => t == w.Key)));
    });

    [Fact]
    public void A_small_share_is_spread_and_not_bunched()
    {
        var taken = Take([("old", 95), ("new", 5)], 100);
        var at = taken.Select((t, i) => (t, i)).Where(x => x.t == "new").Select(x => x.i).ToList();
        Assert.All(at.Zip(at.Skip(1)), p => Assert.Equal(20, p.Second - p.First));
    }

    private static List<string?> Take(List<(string Key, decimal Weight)> weights, int turns)
    {
        var taking = new WeightedTurns<string>();
        return [.. Enumerable.Range(0, turns).Select(_ => taking.Next(weights))];
    }
}
