// Says which version it is, and after it what the next service says, if there is one.
import http from "node:http";

const header = "x-amzn-ecs-blue-green-test";

http.createServer(async (request, response) => {
  if (request.url === "/health" || !process.env.NEXT_URL) {
    response.end(process.env.VERSION);
    return;
  }
  try {
    const next = await fetch(process.env.NEXT_URL, { headers: header in request.headers ? { [header]: request.headers[header] } : {} });
    response.statusCode = next.status;
    response.end(`${process.env.VERSION} ${await next.text()}`);
  } catch (error) {
    response.statusCode = 502;
    response.end(error.message);
  }
}).listen(8080);

// What was under way ends meanwhile; connections that nobody uses any more would be waited for without end.
process.on("SIGTERM", () => setTimeout(() => process.exit(), 500));
