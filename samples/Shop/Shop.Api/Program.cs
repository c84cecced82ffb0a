var app = WebApplication.CreateBuilder(args).Build();

app.MapGet("/ready", () => "ready");
app.MapGet("/", () => "the shop");
app.Run();
