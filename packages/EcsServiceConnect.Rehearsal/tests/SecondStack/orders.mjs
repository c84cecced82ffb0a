// Counts orders, in memory: POST /orders adds one, GET /orders tells how many; with `health`, asks whether it is there.
import http from "node:http";

if (process.argv[2] === "health") {
  const answer = await fetch("http://127.0.0.1:8080/health");
  process.exit(answer.ok ? 0 : 1);
}

let count = 0;
http.createServer((request, response) => {
  if (request.method === "POST") {
    count++;
  }
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ count }));
}).listen(8080);

process.on("SIGTERM", () => process.exit());
