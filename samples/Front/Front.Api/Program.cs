var app = WebApplication.CreateBuilder(args).Build();

app.MapGet("/greeting", () => "Hello from the API");
app.Run();
