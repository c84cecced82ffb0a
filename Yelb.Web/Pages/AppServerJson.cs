using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yelb.Web.Pages;

/// <summary>The answer of GET /api/votes.</summary>
internal sealed record VoteCounts(VoteCount[] Votes);

/// <summary>The votes for one restaurant.</summary>
internal sealed record VoteCount(string Name, long Value);

/// <summary>A part of the answer of GET /api/stats.</summary>
internal sealed record PageViews(string Hostname, long Pageviews);

/// <summary>The answer of POST /api/visits.</summary>
internal sealed record Visit(string Hostname, VoteCount[] Votes, long Pageviews);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VoteCounts))]
[JsonSerializable(typeof(PageViews))]
[JsonSerializable(typeof(Visit))]
internal sealed partial class AppServerJson : JsonSerializerContext;
