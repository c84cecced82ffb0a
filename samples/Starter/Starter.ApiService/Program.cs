var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.Services.AddProblemDetails();
builder.Services.AddOpenApi();

var app = builder.Build();

app.UseExceptionHandler();
if (app.Environment.IsDevelopment())
{
    app.MapOpenApi();
}

string[] summaries = ["Freezing", "Bracing", "Chilly", "Cool", "Mild", "Warm", "Balmy", "Hot", "Sweltering", "Scorching"];

app.MapGet("/", () => "API service is running.");
app.MapGet("/weatherforecast", () => Enumerable.Range(1, 5).Select(day => new WeatherForecast(
    DateOnly.FromDateTime(DateTime.Now.AddDays(day)), Random.Shared.Next(-20, 55), summaries[Random.Shared.Next(summaries.Length)])).ToArray());

app.MapDefaultEndpoints();
app.Run();

internal sealed record WeatherForecast(DateOnly Date, int TemperatureC, string? Summary);
