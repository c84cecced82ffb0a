// Sends the queue a byte every 100 ms, and connects again when the connection is gone.
import net from "node:net";

const { hostname, port } = new URL(process.env.QUEUE);

const connect = () => {
  const socket = net.connect(port, hostname, () => { timer = setInterval(() => socket.write("."), 100); });
  let timer;
  socket.on("error", () => {});
  socket.on("data", () => {});
  socket.on("close", () => { clearInterval(timer); setTimeout(connect, 200); });
};
connect();

process.on("SIGTERM", () => process.exit());
