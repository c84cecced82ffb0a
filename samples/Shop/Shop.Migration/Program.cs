using Npgsql;

await using var source = NpgsqlDataSource.Create(Environment.GetEnvironmentVariable("ConnectionStrings__catalog") ?? throw new InvalidOperationException("There is no connection string of the catalog."));
await using var command = source.CreateCommand("CREATE TABLE IF NOT EXISTS products (id bigint PRIMARY KEY, name text NOT NULL)");
await command.ExecuteNonQueryAsync();
Console.WriteLine("The catalog has its tables.");
