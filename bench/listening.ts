// The clients of listeners.ts, in their own process: reports when all of them are connected and, on request,
// how many events came.
import { Agent, get } from 'node:http';

const [url = '', job = '', clients = ''] = process.argv.slice(2);
const headers = { cookie: process.env['COOKIE'] ?? '', 'sec-fetch-site': 'same-origin' };
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
let events = 0;

await Promise.all(
  Array.from(
    { length: Number(clients) },
    () =>
      new Promise<void>((resolve, reject) => {
        get(`${url}/api/jobs/${job}/events`, { agent, headers }, (response) => {
          if (response.statusCode !== 200) return reject(new Error(`refused with ${response.statusCode}`));
          response.on(
            'data',
            (chunk: Buffer) => (events += chunk.toString('latin1').split('event: changes').length - 1),
          );
          resolve();
        }).on('error', reject);
      }),
  ),
);
process.on('message', () => process.send?.(events));
process.send?.('connected');
