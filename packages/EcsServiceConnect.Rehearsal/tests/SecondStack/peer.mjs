// catalog and prices: cleartext HTTP/2. `/` says which task answers; `/peer` asks the other service for it.
import http2 from "node:http2";
import os from "node:os";

const peer = Object.entries(process.env).find(([name]) => name.startsWith("services__"))[1];

const ask = () => new Promise((resolve, reject) => {
  const session = http2.connect(peer).on("error", reject);
  const request = session.request({ ":path": "/" }).on("error", reject);
  let text = "";
  request.on("data", part => { text += part; });
  request.on("end", () => { session.close(); resolve(text); });
});

http2.createServer(async (request, response) => {
  try {
    const text = request.url === "/peer" ? await ask() : os.hostname();
    response.end(request.method === "HEAD" ? undefined : text);
  } catch (error) {
    response.statusCode = 502;
    response.end(`${(error.cause ?? error).code}: ${peer}`);
  }
}).listen(8080);

// The first process of a container gets no signal that it does not handle.
process.on("SIGTERM", () => process.exit());
