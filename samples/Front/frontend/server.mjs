import { createServer } from 'node:http';

const api = process.env.API_HTTP ?? process.env.services__api__http__0;

createServer(async (request, response) => {
  try {
    const greeting = await (await fetch(`${api}/greeting`)).text();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!DOCTYPE html><title>Front</title><p>${greeting}</p>`);
  } catch (error) {
    console.error(error.message);
    response.writeHead(503).end();
  }
}).listen(Number(process.env.PORT), '0.0.0.0');

process.on('SIGTERM', () => process.exit(0));
