// The baseline for the server's transfers, in its own process: bare Express that streams a request's body to
// a file and the file to a reply, and prints its address. An upload ends as in the real server, with the
// file's bytes on the disk (`flush`: an fsync), so that neither is faster by leaving that to the kernel.
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import express from 'express';

const kept = join(process.argv[2] ?? '.', 'plain');
const app = express();
app.post('/file', async (request, response) => {
  // A new file each time, as in the real server: truncating an old one takes time of its own.
  await rm(kept, { force: true });
  await pipeline(request, createWriteStream(kept, { flush: true }));
  response.end();
});
app.get('/file', async (_request, response) => {
  await pipeline(createReadStream(kept), response);
});
const listening = app.listen(0);
await once(listening, 'listening');
console.log(`listening at http://localhost:${(listening.address() as AddressInfo).port}`);
