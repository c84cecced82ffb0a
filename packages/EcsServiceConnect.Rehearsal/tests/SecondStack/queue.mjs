// A TCP server that keeps each line in /spool, and greets with how many it has and what came of a write to /etc/nats.
import fs from "node:fs";
import net from "node:net";

if (process.argv.includes("--version")) {
  console.log("nats-server: v2.12.0");
  process.exit();
}

const spool = "/spool/messages";
let spooled = fs.existsSync(spool) ? fs.statSync(spool).size : 0;
let settings = "written";
try {
  fs.writeFileSync("/etc/nats/written", "");
} catch (error) {
  settings = error.code;
}

net.createServer(socket => {
  socket.on("error", () => {});
  socket.on("data", data => {
    fs.appendFileSync(spool, data);
    spooled += data.length;
  });
  socket.write(`${JSON.stringify({ settings, spooled })}\n`);
}).listen(4222);

process.on("SIGTERM", () => process.exit());
