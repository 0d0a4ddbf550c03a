import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** A proxy to a server on this machine whose connections can be cut and restored, as a network fails. */
export class CuttableProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(private readonly port: number) {
    this.#server = createServer((near) => this.#join(near));
  }

  /** @param port of the server */
  static async open(port: number): Promise<CuttableProxy> {
    const line = new CuttableProxy(port);
    line.#server.listen(0, 'localhost');
    await once(line.#server, 'listening');
    return line;
  }

  /** Address of the server through this proxy. */
  get address(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts all connections, in the middle of a byte stream, and every new one until the line is restored. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    const far = connect(this.port, 'localhost');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      // An end on one side ends the other; a reset counts as an end here.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
