// The page: on port 3000, with the number of orders that the other service tells.
import http from "node:http";

http.createServer(async (request, response) => {
  if (request.url === "/health") {
    response.end("ok");
    return;
  }
  try {
    const orders = await fetch(`${process.env.ORDERS_URL}/orders`);
    response.end(`${process.env.GREETING}: ${(await orders.json()).count} orders`);
  } catch (error) {
    response.statusCode = 502;
    response.end(error.message);
  }
}).listen(3000);

process.on("SIGTERM", () => process.exit());
