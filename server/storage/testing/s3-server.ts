import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { S3Config } from '../../config.ts';

/** An S3-compatible server on a free port that keeps everything in memory. */
export interface S3TestServer {
  /** A second client, independent of the store under test. */
  readonly client: S3Client;
  freshBucket(): Promise<S3Config>;
  close(): Promise<void>;
}

/** The server accepts any key. */
const ACCOUNT = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

export async function startS3Server(): Promise<S3TestServer> {
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const client = new S3Client({ ...ACCOUNT, endpoint, forcePathStyle: true });
  let buckets = 0;
  return {
    client,
    async freshBucket() {
      buckets += 1;
      const bucket = `bucket-${buckets}`;
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      return { ...ACCOUNT, endpoint, bucket };
    },
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}

/** A network between a store and its server, which can be cut. */
export interface TestNetwork {
  readonly endpoint: string;
  /** Ends every connection at once and accepts no more. */
  cut(): void;
}

/** Forwards all connections to an address; with null they stay open, and nothing answers. */
export async function openNetwork(to: string | null): Promise<TestNetwork> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // A cut connection is an error to both of its ends.
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const listener = createServer((near) => {
    keep(near);
    if (to === null) return;
    const { hostname, port } = new URL(to);
    const far = keep(connect(Number(port), hostname));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    cut() {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
