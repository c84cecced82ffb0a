// What ASP.NET Core can do at most on this machine: the smallest endpoint, and one that does nothing but one statement.

using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
// As the template for a web application has it.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddNpgsqlSlimDataSource(builder.Configuration.GetConnectionString("yelbdatabase")!);

var app = builder.Build();
app.MapGet("/", () => "Hello World!");
app.MapPost("/vote", async (NpgsqlDataSource database) =>
{
    await using var vote = database.CreateCommand("UPDATE restaurants SET count = count + 1 WHERE name = 'ihop' RETURNING count");
    return (long)(await vote.ExecuteScalarAsync())!;
});
app.Run();
